import path from 'node:path';
import { z } from 'zod';
import { ConfigError, ExitCode } from '../problems/errors.ts';
import { findingAdvice } from '../prepare/finding-advice.ts';
import { DATA_DIR } from '../prepare/paths.ts';
import type { RuleAdvice } from '../validate/advice.ts';
import { checkShape } from '../yaml/check-shape.ts';
import { readYaml } from '../yaml/read.ts';

/** How a command ends: `none` where the code is a warning, which changes nothing. */
const exitName = z.enum([
  'none',
  'config',
  'connection',
  'extraction',
  'publishing',
  'locked',
  'stopped',
]);
export type ExitName = z.infer<typeof exitName>;

const text = z.string().min(1);

const explanation = z.strictObject({
  what: text,
  /** The usual causes. */
  why: text,
  /** What to do. */
  do: text,
});

const exits = z.union([exitName, z.array(exitName)]);

const group = z.strictObject({
  title: text,
  about: text.optional(),
  exit: exits,
  entries: z.record(z.string(), explanation.extend({ exit: exits.optional() })),
});

const fileShape = z.strictObject({ groups: z.array(group) });

export type Explanation = z.infer<typeof explanation>;

export interface ErrorEntry extends Explanation {
  /** As errors and problems carry it; a `*` at its end stands for any ending. */
  readonly code: string;
  readonly exits: readonly ExitName[];
}

export interface ErrorGroup {
  readonly title: string;
  readonly about: string | undefined;
  readonly entries: readonly ErrorEntry[];
}

export interface Explanations {
  readonly groups: readonly ErrorGroup[];
  readonly findings: readonly RuleAdvice[];
}

/**
 * Loads what is known of every code and every rule of a finding: `data/errors.yml` and
 * `data/findings.yml`.
 * @throws ConfigError with the places where the file is broken.
 */
export function loadExplanations(file = path.join(DATA_DIR, 'errors.yml')): Explanations {
  const yaml = readYaml(file);
  const { value, problems } = checkShape(yaml, fileShape);
  const seen = new Set<string>();
  const twice = (value?.groups ?? []).flatMap(({ entries }, index) =>
    Object.keys(entries)
      .filter((code) => seen.size === seen.add(code).size)
      .map((code) => ({
        severity: 'error' as const,
        code: 'repeated-code',
        message: `the code ${code} is explained in an earlier group already`,
        at: yaml.at(['groups', index, 'entries', code], { key: true }),
      })),
  );
  if (value === undefined || twice.length > 0) {
    throw new ConfigError({
      code: 'bad-errors',
      message: 'the explanations of errors cannot be used',
      problems: [...problems, ...twice],
    });
  }
  return {
    groups: value.groups.map(({ title, about, exit, entries }) => ({
      title,
      about,
      entries: Object.entries(entries).map(([code, { exit: own = exit, ...explained }]) => ({
        code,
        exits: [own].flat(),
        ...explained,
      })),
    })),
    findings: findingAdvice().rules,
  };
}

/** Whether an entry explains a code: `publish-*` explains `publish-enospc`. */
export function explains(entry: Pick<ErrorEntry, 'code'>, code: string): boolean {
  return entry.code.endsWith('*') ? code.startsWith(entry.code.slice(0, -1)) : code === entry.code;
}

/** `Exit code 3 or 4.` */
export function showExits(exits: readonly ExitName[]): string {
  const codes = exits.filter((name) => name !== 'none').map((name) => ExitCode[name]);
  return codes.length === 0
    ? 'A warning: it does not change the exit code.'
    : `Exit code ${codes.join(' or ')}.`;
}
