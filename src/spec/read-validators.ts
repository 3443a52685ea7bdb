import { didYouMean } from '../problems/suggest.ts';
import type { YamlPath } from '../yaml/read.ts';
import { VALIDATOR_NAMES, isValidatorName, validatorNamed } from '../validators/index.ts';
import type { Argument } from '../validators/validator.ts';
import type { ValidatorUse } from './model.ts';
import { type Reporter, isMap, reportError } from './reporter.ts';

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
  if (!isValidatorName(written)) {
    reportError(
      reporter,
      path,
      'unknown-validator',
      `there is no validator "${written}"`,
      didYouMean(written, VALIDATOR_NAMES),
    );
    return [];
  }
  const name = written;
  const { argument } = validatorNamed(name);
  const args: Record<string, unknown> = isMap(node) ? { ...node } : { [argument.name]: node };
  const problem = wrongArguments(argument, args);
  if (problem) {
    reportError(reporter, path, 'bad-validator', `${name}: ${problem}`);
    return [];
  }
  if (args[argument.name] === false) return [];
  if (argument.kind === 'texts') args[argument.name] = [args[argument.name]].flat();
  if (argument.kind === 'conditional') {
    const validation = readNested(reporter, args['validation'], [...path, 'validation']);
    if (!validation) return [];
    args['validation'] = validation;
  }
  return [{ name, args, at: reporter.yaml.at(path) }];
}

function readNested(reporter: Reporter, node: unknown, path: YamlPath): ValidatorUse | undefined {
  const [validation] = readValidators(reporter, node, path);
  if (!validation || validatorNamed(validation.name).aboutOneCell) return validation;
  return reportError(
    reporter,
    path,
    'bad-validator',
    `conditional cannot hold ${validation.name}`,
    'it holds a rule about one cell',
  );
}

function wrongArguments(
  { name: argument, kind }: Argument,
  args: Readonly<Record<string, unknown>>,
): string | undefined {
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
