import { didYouMean } from '../problems/suggest.ts';
import type { YamlPath } from '../yaml/read.ts';
import { VALIDATOR_NAMES, type ValidatorName, type ValidatorUse } from './model.ts';
import { type Reporter, isMap, reportError } from './reporter.ts';

/** The argument that `{character_limit: 13}` stands for, and what it must be. */
const ARGUMENTS: Readonly<
  Record<
    ValidatorName,
    { readonly name: string; readonly kind: 'boolean' | 'text' | 'texts' | 'count' | 'conditional' }
  >
> = {
  required: { name: 'enabled', kind: 'boolean' },
  unique: { name: 'enabled', kind: 'boolean' },
  notnull: { name: 'enabled', kind: 'boolean' },
  notblank: { name: 'enabled', kind: 'boolean' },
  dimension: { name: 'category_id', kind: 'text' },
  date_after: { name: 'field_id', kind: 'texts' },
  character_limit: { name: 'characters', kind: 'count' },
  count_min: { name: 'number', kind: 'count' },
  conditional: { name: 'expression', kind: 'conditional' },
};

/**
 * A list of maps, or one map; `{required: true}` or `{required: {enabled: true}}`. Switched-off
 * validators are left out, unknown ones are errors.
 */
export function readValidators(reporter: Reporter, node: unknown, path: YamlPath): ValidatorUse[] {
  if (node === undefined || node === null) return [];
  const maps: readonly (readonly [unknown, YamlPath])[] = Array.isArray(node)
    ? node.map((item, index) => [item, [...path, index]] as const)
    : [[node, path]];
  return maps.flatMap(([item, at]) => {
    if (typeof item === 'string') return readUse(reporter, item, true, at);
    if (isMap(item)) {
      return Object.entries(item).flatMap(([name, args]) =>
        readUse(reporter, name, args, [...at, name]),
      );
    }
    reportError(
      reporter,
      at,
      'bad-validator',
      'a validator is written name: arguments',
      'for example: - required: {enabled: true}',
    );
    return [];
  });
}

function readUse(
  reporter: Reporter,
  written: string,
  node: unknown,
  path: YamlPath,
): ValidatorUse[] {
  const name = VALIDATOR_NAMES.find((known) => known === written);
  if (!name) {
    reportError(
      reporter,
      path,
      'unknown-validator',
      `there is no validator "${written}"`,
      didYouMean(written, VALIDATOR_NAMES),
    );
    return [];
  }
  const { name: argument } = ARGUMENTS[name];
  const args: Record<string, unknown> = isMap(node) ? { ...node } : { [argument]: node };
  const problem = wrongArguments(name, args);
  if (problem) {
    reportError(reporter, path, 'bad-validator', `${name}: ${problem}`);
    return [];
  }
  if (args[argument] === false) return [];
  if (name === 'date_after') args[argument] = [args[argument]].flat();
  if (name === 'conditional') {
    const [validation] = readValidators(reporter, args['validation'], [...path, 'validation']);
    if (!validation) return [];
    if (validation.name === 'unique' || validation.name === 'conditional') {
      reportError(
        reporter,
        [...path, 'validation'],
        'bad-validator',
        `conditional cannot hold ${validation.name}`,
        'it holds a rule about one cell',
      );
      return [];
    }
    args['validation'] = validation;
  }
  return [{ name, args, at: reporter.yaml.at(path) }];
}

function wrongArguments(
  name: ValidatorName,
  args: Readonly<Record<string, unknown>>,
): string | undefined {
  const { name: argument, kind } = ARGUMENTS[name];
  const known = kind === 'conditional' ? ['expression', 'validation'] : [argument];
  const stray = Object.keys(args).find((key) => !known.includes(key));
  if (stray !== undefined) return `it has no argument "${stray}"; ${didYouMean(stray, known)}`;
  const value = args[argument];
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `${argument} is true or false`;
    case 'text':
      return typeof value === 'string' && value !== '' ? undefined : `${argument} is a name`;
    case 'texts':
      return [value].flat().every((item) => typeof item === 'string' && item !== '')
        ? undefined
        : `${argument} is a list of field names`;
    case 'count':
      return Number.isSafeInteger(value) && Number(value) >= 0
        ? undefined
        : `${argument} is a whole number`;
    case 'conditional':
      return typeof value === 'string' && isMap(args['validation'])
        ? undefined
        : 'it needs an expression and a validation';
  }
}
