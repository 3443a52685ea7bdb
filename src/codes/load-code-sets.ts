import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { checkShape } from '../yaml/check-shape.ts';
import { readYaml } from '../yaml/read.ts';
import { type CodeSet, fold } from './code-set.ts';

const text = z.string().min(1);
const shape = z.strictObject({
  title: text,
  edition: text,
  source: text,
  fields: z.array(text).min(1),
  list: z.boolean().default(false),
  codes: z.record(
    text,
    z.strictObject({ means: text.optional(), also: z.array(text).default([]) }),
  ),
  former: z.record(text, z.array(text).min(1)).default({}),
});

/**
 * Every code set of `codes/` in a data folder, by name.
 * @throws ConfigError when a file is broken, or one text would be two codes
 */
export function loadCodeSets(dataDir: string): ReadonlyMap<string, CodeSet> {
  const dir = path.join(dataDir, 'codes');
  const files = fs.readdirSync(dir).filter((name) => name.endsWith('.yml'));
  const problems: Problem[] = [];
  const sets = files.sort().flatMap((name) => {
    const set = readSet(path.join(dir, name), problems);
    return set ? [[set.name, set] as const] : [];
  });
  if (problems.length > 0) {
    throw new ConfigError({
      code: 'bad-code-set',
      message: 'the code sets of this program cannot be used',
      problems,
    });
  }
  return new Map(sets);
}

function readSet(file: string, problems: Problem[]): CodeSet | undefined {
  const yaml = readYaml(file);
  const { value, problems: found } = checkShape(yaml, shape);
  problems.push(...found);
  if (!value) return undefined;
  const { codes, former, ...rest } = value;
  const set: CodeSet = {
    ...rest,
    name: path.basename(file, '.yml'),
    codes: new Map(Object.entries(codes).map(([code, facts]) => [code, { code, ...facts }])),
    former: new Map(Object.entries(former)),
  };
  const fault = faultOf(set);
  if (fault !== undefined) {
    problems.push({ severity: 'error', code: 'bad-code-set', message: fault, at: yaml.at([]) });
  }
  return set;
}

/** What would make two codes of one text, in words. */
function faultOf({ codes, former }: CodeSet): string | undefined {
  const owners = new Map([...codes.keys()].map((code) => [fold(code), code]));
  for (const { code, means, also } of codes.values()) {
    for (const spelling of [means ?? code, ...also].map(fold)) {
      const owner = owners.get(spelling) ?? code;
      if (owner !== code) return `"${spelling}" is a spelling of both ${owner} and ${code}`;
      owners.set(spelling, code);
    }
  }
  for (const [old, now] of former) {
    const stray = now.find((code) => !codes.has(code));
    if (stray !== undefined) return `${stray}, which took the place of ${old}, is no code`;
    if (owners.has(fold(old))) return `${old} is a code or a spelling of today`;
  }
  return undefined;
}
