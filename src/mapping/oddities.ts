import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { SpecObject } from '../spec/model.ts';
import { checkShape } from '../yaml/check-shape.ts';
import { readYaml } from '../yaml/read.ts';

const oddityShape = z.strictObject({
  object: z.string(),
  /** None: it is about the rows. */
  fields: z.array(z.string()).default([]),
  reference: z.string(),
  ours: z.enum(['matched', 'put right']),
  does: z.string(),
  /** What a site writes under `overrides`, below the object, to have it another way. */
  override: z.record(z.string(), z.unknown()).optional(),
  /** What a site writes at the top of its file instead: `parameters`, `window_years`. */
  set: z.record(z.string(), z.unknown()).optional(),
  /** Why there is nothing to write. */
  otherwise: z.string().optional(),
});

const fileShape = z.strictObject({ about: z.string(), oddities: z.array(oddityShape) });

/**
 * Something odd in the standard as it is practised: what the national reference does, and what we
 * do.
 */
export type Oddity = z.infer<typeof oddityShape>;

export interface OddityFile {
  readonly cms: string;
  readonly about: string;
  readonly oddities: readonly Oddity[];
}

/**
 * Loads `data/cms/<cms>/oddities.yml`; undefined when the CMS has none.
 * @throws ConfigError when the file is broken, or names an object or a field that the spec does not
 * have.
 */
export function loadOddities(
  dataDir: string,
  cms: string,
  objects: readonly SpecObject[],
): OddityFile | undefined {
  const file = path.join(dataDir, 'cms', cms, 'oddities.yml');
  if (!fs.existsSync(file)) return undefined;
  const yaml = readYaml(file);
  const shape = checkShape(yaml, fileShape);
  const problems: Problem[] = [...shape.problems];
  const refuse = (
    index: number,
    key: string,
    code: string,
    message: string,
    hint: string,
  ): void => {
    problems.push({
      severity: 'error',
      code,
      message,
      hint,
      at: yaml.at(['oddities', index, key]),
    });
  };
  for (const [index, oddity] of (shape.value?.oddities ?? []).entries()) {
    const object = objects.find((item) => item.name === oddity.object);
    if (!object) {
      refuse(
        index,
        'object',
        'unknown-object',
        `there is no object "${oddity.object}"`,
        didYouMean(
          oddity.object,
          objects.map((item) => item.name),
        ),
      );
    }
    const names = object?.fields.map((field) => field.name) ?? oddity.fields;
    for (const name of oddity.fields.filter((field) => !names.includes(field))) {
      refuse(
        index,
        'fields',
        'unknown-field',
        `${oddity.object} has no field "${name}"`,
        didYouMean(name, names),
      );
    }
    if (!oddity.override && !oddity.set && !oddity.otherwise) {
      refuse(
        index,
        'object',
        'no-way-out',
        `this oddity of ${oddity.object} does not say how a site has it another way`,
        'give override, set or otherwise',
      );
    }
  }
  if (problems.length > 0 || !shape.value) {
    throw new ConfigError({
      code: 'bad-oddities',
      message: `the oddities of ${cms} cannot be used`,
      problems,
    });
  }
  return { cms, ...shape.value };
}
