import type { z } from 'zod';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { YamlFile, YamlPath } from './read.ts';

export interface CheckedShape<T> {
  /** Undefined when the file does not have the shape. */
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Holds a YAML file against a schema: each mismatch becomes a problem with its place, unknown keys
 * with a suggestion.
 */
export function checkShape<T>(yaml: YamlFile, schema: z.ZodType<T>): CheckedShape<T> {
  if (yaml.problems.length > 0) return { value: undefined, problems: yaml.problems };
  const result = schema.safeParse(yaml.value);
  if (result.success) return { value: result.data, problems: [] };
  return {
    value: undefined,
    problems: result.error.issues.flatMap((issue) => toProblems(yaml, schema, issue)),
  };
}

function toProblems(yaml: YamlFile, schema: z.ZodType, issue: z.core.$ZodIssue): Problem[] {
  const path: YamlPath = issue.path;
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, path, yaml.value);
    return issue.keys.map((key) => ({
      severity: 'error',
      code: 'unknown-key',
      message: `unknown key "${key}"${within(path)}`,
      at: yaml.at([...path, key], { key: true }),
      hint: known.length > 0 ? didYouMean(key, known) : undefined,
    }));
  }
  const missing = issue.code === 'invalid_type' && valueAt(yaml.value, path) === undefined;
  if (missing) {
    const key = String(path.at(-1));
    return [
      {
        severity: 'error',
        code: 'missing-key',
        message: `the key "${key}" is missing${within(path.slice(0, -1))}`,
        at: yaml.at(path.slice(0, -1)),
      },
    ];
  }
  return [
    {
      severity: 'error',
      code: 'wrong-value',
      message: `${path.length > 0 ? `"${path.map(String).join('.')}"` : 'the file'}: ${lowerFirst(issue.message)}`,
      at: yaml.at(path),
    },
  ];
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
  const shape = (kindOf(unwrap(at), valueAt(value, path)) as Shaped | undefined)?.shape;
  return shape ? Object.keys(shape) : [];
}

interface Shaped {
  readonly shape?: Readonly<Record<string, z.ZodType>>;
}

function kindOf(schema: unknown, value: unknown): unknown {
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
