import type { z } from 'zod';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { YamlFile, YamlPath } from './read.ts';

export interface CheckedShape<T> {
  /** Undefined when the file does not have the shape. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

/** For keys of a schema, the names that people know them by from elsewhere. */
export type Synonyms = Readonly<Record<string, readonly string[]>>;

/** Unknown keys of one map that are told one by one. */
const MOST_UNKNOWN = 20;

/**
 * Holds a YAML file against a schema: each mismatch becomes a problem with its place, unknown keys
 * with a suggestion.
 */
export function checkShape<T>(
  yaml: YamlFile,
  schema: z.ZodType<T>,
  synonyms: Synonyms = {},
): CheckedShape<T> {
  if (yaml.problems.length > 0) return { value: undefined, problems: yaml.problems };
  if (yaml.value === null) return { value: undefined, problems: [emptyFile(yaml)] };
  const result = schema.safeParse(yaml.value);
  if (result.success) return { value: result.data, problems: [] };
  return {
    value: undefined,
    problems: result.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownKeys(yaml, schema, issue, synonyms)
        : [wrongValue(yaml, issue)],
    ),
  };
}

function emptyFile(yaml: YamlFile): Problem {
  return {
    severity: 'error',
    code: 'empty-file',
    message: 'the file is empty, or has comments only',
    at: yaml.at([]),
  };
}

function unknownKeys(
  yaml: YamlFile,
  schema: z.ZodType,
  { path, keys }: z.core.$ZodIssueUnrecognizedKeys,
  synonyms: Synonyms,
): Problem[] {
  const known = keysAt(schema, path, yaml.value);
  const problems = keys.slice(0, MOST_UNKNOWN).map((key): Problem => {
    const meant = known.find((name) => synonyms[name]?.includes(key.toLowerCase()));
    return {
      severity: 'error',
      code: 'unknown-key',
      message: `unknown key "${key}"${within(path)}`,
      at: yaml.at([...path, key], { key: true }),
      hint: hintFor(key, known, meant),
    };
  });
  if (keys.length <= MOST_UNKNOWN) return problems;
  const more = `${(keys.length - MOST_UNKNOWN).toLocaleString('en-GB')} more unknown keys`;
  const at = yaml.at([...path, keys[MOST_UNKNOWN] ?? ''], { key: true });
  return [
    ...problems,
    { severity: 'error', code: 'unknown-key', message: `${more}${within(path)}`, at },
  ];
}

function hintFor(
  key: string,
  known: readonly string[],
  meant: string | undefined,
): string | undefined {
  if (meant !== undefined) return `did you mean "${meant}"?`;
  return known.length > 0 ? didYouMean(key, known) : undefined;
}

function wrongValue(yaml: YamlFile, issue: z.core.$ZodIssue): Problem {
  const path: YamlPath = issue.path;
  const value = valueAt(yaml.value, path);
  if (issue.code === 'invalid_type' && value === undefined) {
    return {
      severity: 'error',
      code: 'missing-key',
      message: `the key "${String(path.at(-1))}" is missing${within(path.slice(0, -1))}`,
      at: yaml.at(path.slice(0, -1)),
    };
  }
  const place = path.length > 0 ? `"${path.map(String).join('.')}"` : 'the file';
  return {
    severity: 'error',
    code: 'wrong-value',
    message: `${place}: ${inWords(issue, value)}`,
    at: yaml.at(path),
    hint: isYesOrNo(issue, value) ? 'write true or false, without quotes' : undefined,
  };
}

const KINDS: Readonly<Record<string, string>> = {
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  array: 'a list',
  object: 'a map of keys and values',
  record: 'a map of keys and values',
};

function inWords(issue: z.core.$ZodIssue, value: unknown): string {
  const wanted = issue.code === 'invalid_type' ? KINDS[issue.expected] : undefined;
  // what a schema says of its own accord is better
  return wanted === undefined || !issue.message.startsWith('Invalid input')
    ? lowerFirst(issue.message)
    : `it must be ${wanted}, not ${kindOf(value)}`;
}

function kindOf(value: unknown): string {
  if (value === null) return 'empty';
  const kind = Array.isArray(value) ? 'array' : typeof value;
  return KINDS[kind] ?? kind;
}

function isYesOrNo(issue: z.core.$ZodIssue, value: unknown): boolean {
  const wantsBoolean = issue.code === 'invalid_type' && issue.expected === 'boolean';
  return wantsBoolean && /^(?:y|yes|n|no|on|off|true|false)$/i.test(String(value));
}

function within(path: YamlPath): string {
  return path.length > 0 ? ` in "${path.map(String).join('.')}"` : '';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function valueAt(value: unknown, path: YamlPath): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}

/**
 * The keys that a schema knows at a path, as far as it is made of plain objects and of kinds that
 * one key of the value tells apart.
 */
function keysAt(schema: z.ZodType, path: YamlPath, value: unknown): string[] {
  let at: unknown = schema;
  for (const key of path) at = child(unwrap(at), key);
  const shape = (optionFor(unwrap(at), valueAt(value, path)) as Shaped | undefined)?.shape;
  return shape ? Object.keys(shape) : [];
}

interface Shaped {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

function optionFor(schema: unknown, value: unknown): unknown {
  const { options, def } = (schema ?? {}) as {
    options?: readonly Shaped[];
    def?: { discriminator?: string };
  };
  const key = def?.discriminator;
  if (!options || key === undefined) return schema;
  return options.find(({ shape }) => shape?.[key]?.safeParse(valueAt(value, [key])).success);
}

function child(schema: unknown, key: PropertyKey): unknown {
  const known = schema as
    { shape?: Record<PropertyKey, unknown>; valueType?: unknown; element?: unknown } | undefined;
  return known?.shape?.[key] ?? known?.valueType ?? known?.element;
}

function unwrap(schema: unknown): unknown {
  let at = schema as { unwrap?: () => unknown; element?: unknown } | undefined;
  while (at && typeof at.unwrap === 'function' && at.element === undefined) {
    at = at.unwrap() as typeof at;
  }
  return at;
}
