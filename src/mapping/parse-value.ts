import { didYouMean } from '../problems/suggest.ts';
import type { YamlPath } from '../yaml/read.ts';
import type { ValueType } from './catalogue.ts';
import { type Context, type Scope, isMap, report } from './context.ts';
import {
  FUNCTIONS,
  type FunctionName,
  type FunctionSignature,
  isFunctionName,
} from './functions.ts';
import { mapNamed, parameterNamed } from './named.ts';
import { type CaseBranch, type Value, typeOf } from './language.ts';

const AGGREGATES = ['max', 'min', 'sum'] as const;
const FORMS = [
  ...Object.keys(FUNCTIONS),
  ...AGGREGATES,
  'const',
  'case',
  'match',
  'count',
  'open_end',
  'hash',
];
/** What may stand beside a form. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  case: ['else'],
  match: ['with', 'else'],
  max: ['where'],
  min: ['where'],
  sum: ['where'],
  count: ['where'],
};

/**
 * Parses a value: `alias.COLUMN`, `$name`, a number, null, or a map that names one form (`{trim:
 * …}`, `{const: Y}`, `{case: […], else: …}`). Gives undefined after a problem was reported.
 */
export function parseValue(
  context: Context,
  scope: Scope,
  node: unknown,
  path: YamlPath,
): Value | undefined {
  if (node === null) return { kind: 'null' };
  if (typeof node === 'number') return constant(node);
  if (typeof node === 'string') {
    return node.startsWith('$')
      ? parseNamed(context, node.slice(1), path)
      : parseColumn(context, scope, node, path);
  }
  if (!isMap(node)) {
    return report(
      context,
      path,
      'bad-value',
      'a value is a column (alias.COLUMN), a $name, a number, null, or a map with one form',
      `forms: ${FORMS.join(', ')}`,
    );
  }
  return parseForm(context, scope, node, path);
}

function parseForm(
  context: Context,
  scope: Scope,
  node: Record<string, unknown>,
  path: YamlPath,
): Value | undefined {
  const [form, ...others] = Object.keys(node);
  if (form === undefined) return report(context, path, 'bad-value', 'an empty map is no value');
  const stray = others.find((key) => !BESIDE[form]?.includes(key));
  if (stray !== undefined) {
    return report(
      context,
      [...path, stray],
      'bad-value',
      `"${stray}" does not belong beside "${form}"`,
    );
  }
  const argument = node[form];
  const at = [...path, form];
  if (form === 'const') {
    return typeof argument === 'string' || typeof argument === 'number'
      ? constant(argument)
      : report(context, at, 'bad-value', 'const takes a text or a number');
  }
  if (form === 'case') return parseCase(context, scope, node, path);
  if (form === 'match') return parseMatch(context, scope, node, path);
  if (form === 'count') return parseCount(context, scope, node, path);
  if (form === 'open_end') return parseOpenEnd(context, scope, argument, at);
  if (form === 'hash') return parseHash(context, scope, argument, at);
  const aggregate = AGGREGATES.find((name) => name === form);
  if (aggregate) {
    const of = parseWhere(context, scope, parseValue(context, scope, argument, at), node, path);
    const type = of && typeOf(of);
    return of && type ? { kind: 'aggregate', fn: aggregate, of, type } : undefined;
  }
  if (isFunctionName(form)) return parseCall(context, scope, form, argument, at);
  return report(
    context,
    at,
    'unknown-form',
    `"${form}" is no form of a value`,
    didYouMean(form, FORMS),
  );
}

/** `{max: value, where: conditions}`: of the rows for which they hold. */
function parseWhere(
  context: Context,
  scope: Scope,
  of: Value | undefined,
  node: Record<string, unknown>,
  path: YamlPath,
): Value | undefined {
  if (!of || !('where' in node)) return of;
  const when = context.grammar.conditions(context, scope, node['where'], [...path, 'where']);
  const type = typeOf(of);
  if (!when || !type) return undefined;
  return {
    kind: 'case',
    branches: [{ when: { kind: 'all', of: when }, then: of }],
    otherwise: { kind: 'null' },
    type,
  };
}

/** `{count: rows}`, or `{count: value}`: how many different values. */
function parseCount(
  context: Context,
  scope: Scope,
  node: Record<string, unknown>,
  path: YamlPath,
): Value | undefined {
  const rows = node['count'] === 'rows';
  if (rows && !('where' in node)) return { kind: 'count', type: 'integer' };
  if (rows) {
    const one = parseWhere(context, scope, constant(1), node, path);
    return (
      one && {
        kind: 'call',
        fn: 'coalesce',
        args: [{ kind: 'aggregate', fn: 'sum', of: one, type: 'integer' }, constant(0)],
        type: 'integer',
      }
    );
  }
  const of = parseWhere(
    context,
    scope,
    parseValue(context, scope, node['count'], [...path, 'count']),
    node,
    path,
  );
  return of && { kind: 'count', of, type: 'integer' };
}

/** `{open_end: value}`: the moment, or one in the far future when it is null. */
function parseOpenEnd(
  context: Context,
  scope: Scope,
  argument: unknown,
  path: YamlPath,
): Value | undefined {
  const value = parseValue(context, scope, argument, path);
  if (!value) return undefined;
  const type = typeOf(value);
  if (type !== null && type !== 'date' && type !== 'datetime') {
    return report(context, path, 'wrong-type', `open_end takes a date, this is ${type}`);
  }
  return openEnd(value);
}

export function openEnd(value: Value): Value {
  return {
    kind: 'call',
    fn: 'coalesce',
    args: [value, { kind: 'moment', name: 'far_future', type: 'datetime' }],
    type: 'datetime',
  };
}

/** `{hash: [value, $name]}`: by the hash that the parameter names, md5 or checksum. */
function parseHash(
  context: Context,
  scope: Scope,
  argument: unknown,
  path: YamlPath,
): Value | undefined {
  const [of, by, ...rest] = Array.isArray(argument) ? (argument as unknown[]) : [];
  if (typeof by !== 'string' || !by.startsWith('$') || rest.length > 0) {
    return report(
      context,
      path,
      'bad-value',
      'hash takes a text and the $name of the parameter that says which hash',
    );
  }
  const parameter = parameterNamed(context, by.slice(1), [...path, 1]);
  if (!parameter) return undefined;
  const fn = parameter.value ?? 'md5';
  if (fn !== 'md5' && fn !== 'checksum') {
    return report(context, [...path, 1], 'wrong-type', `${by} is neither md5 nor checksum`);
  }
  return parseCall(context, scope, fn, of, [...path, 0]);
}

export function constant(value: string | number): Value {
  return {
    kind: 'constant',
    value,
    type: typeof value === 'string' ? 'text' : Number.isInteger(value) ? 'integer' : 'decimal',
  };
}

/** `alias.COLUMN` */
export function parseColumn(
  context: Context,
  scope: Scope,
  text: string,
  path: YamlPath,
): (Value & { kind: 'column' }) | undefined {
  const match = /^([A-Za-z_]\w*)\.([A-Za-z_][\w$#]*)$/.exec(text);
  const [, alias, column] = match ?? [];
  if (alias === undefined || column === undefined) {
    return report(
      context,
      path,
      'bad-value',
      `"${text}" is no column`,
      'a column is written alias.COLUMN, a constant {const: text}, a named value $name',
    );
  }
  const relation = scope.get(alias);
  if (!relation) {
    return report(
      context,
      path,
      'unknown-alias',
      `the alias "${alias}" is not known here`,
      didYouMean(alias, [...scope.keys()]),
    );
  }
  const type = relation.columns.get(column);
  if (!type) {
    return report(
      context,
      path,
      'unknown-column',
      `${relation.name.kind} ${relation.name.name} has no column "${column}"`,
      didYouMean(column, [...relation.columns.keys()]),
    );
  }
  return { kind: 'column', alias, column, relation: relation.name, type };
}

function parseNamed(context: Context, name: string, path: YamlPath): Value | undefined {
  const parameter = parameterNamed(context, name, path);
  if (!parameter) return undefined;
  if (parameter.type === 'moment') return { kind: 'moment', name, type: 'datetime' };
  if (typeof parameter.value === 'string' || typeof parameter.value === 'number') {
    return constant(parameter.value);
  }
  if (parameter.type === 'text' || parameter.type === 'integer') return { kind: 'null' };
  return report(
    context,
    path,
    'wrong-type',
    `$${name} is a list or a map, no single value`,
    'a list stands after in and not_in, a map after match … with, or under flags',
  );
}

function parseCase(
  context: Context,
  scope: Scope,
  node: Record<string, unknown>,
  path: YamlPath,
): Value | undefined {
  if (!Array.isArray(node['case'])) {
    return report(
      context,
      [...path, 'case'],
      'bad-value',
      'case takes a list of {when: condition, then: value}',
    );
  }
  const branches: CaseBranch[] = [];
  for (const [index, item] of node['case'].entries()) {
    const at = [...path, 'case', index];
    if (!isMap(item) || !('when' in item) || !('then' in item) || Object.keys(item).length !== 2) {
      return report(
        context,
        at,
        'bad-value',
        'a branch of a case is {when: condition, then: value}',
      );
    }
    const when = context.grammar.conditions(context, scope, item['when'], [...at, 'when']);
    const then = parseValue(context, scope, item['then'], [...at, 'then']);
    if (!when || !then) return undefined;
    branches.push({ when: { kind: 'all', of: when }, then });
  }
  return finishCase(context, scope, branches, node, path);
}

/**
 * `{match: value, with: {YES: Y, NO: N}, else: value}`: the constant beside the first text that
 * equals the value.
 */
function parseMatch(
  context: Context,
  scope: Scope,
  node: Record<string, unknown>,
  path: YamlPath,
): Value | undefined {
  const value = parseValue(context, scope, node['match'], [...path, 'match']);
  const table = isMap(node['with'])
    ? node['with']
    : mapNamed<string>(context, node['with'], ['text_map'], [...path, 'with']);
  if (!table) {
    return report(
      context,
      path,
      'bad-value',
      'match needs with: a map of text to constant, or the $name of one',
    );
  }
  if (!value) return undefined;
  if (typeOf(value) !== 'text') {
    return report(
      context,
      [...path, 'match'],
      'wrong-type',
      `match compares texts, this is ${typeOf(value) ?? 'null'}`,
    );
  }
  const branches: CaseBranch[] = [];
  for (const [text, result] of Object.entries(table)) {
    if (typeof result !== 'string' && typeof result !== 'number') {
      return report(
        context,
        [...path, 'with', text],
        'bad-value',
        'the result of a match is a text or a number',
      );
    }
    branches.push({
      when: { kind: 'compare', operator: 'equal', left: value, right: constant(text) },
      then: constant(result),
    });
  }
  // a map that the authority has not set: nothing is in it, but it is of the same kind and reads
  // the same column as when it is
  if (branches.length === 0) {
    branches.push({ when: { kind: 'in', value, list: [], negated: false }, then: value });
  }
  return finishCase(context, scope, branches, node, path);
}

function finishCase(
  context: Context,
  scope: Scope,
  branches: readonly CaseBranch[],
  node: Record<string, unknown>,
  path: YamlPath,
): Value | undefined {
  if (!('else' in node)) {
    return report(
      context,
      path,
      'bad-value',
      'else is missing',
      'write else: null when nothing else is meant',
    );
  }
  const otherwise = parseValue(context, scope, node['else'], [...path, 'else']);
  if (!otherwise) return undefined;
  if (branches.length === 0) return otherwise;
  const type = oneType(context, [...branches.map((branch) => branch.then), otherwise], path);
  return type && { kind: 'case', branches, otherwise, type };
}

function parseCall(
  context: Context,
  scope: Scope,
  fn: FunctionName,
  argument: unknown,
  path: YamlPath,
): Value | undefined {
  const signature: FunctionSignature = FUNCTIONS[fn];
  const nodes: unknown[] = Array.isArray(argument) ? argument : [argument];
  const fits = signature.repeats
    ? nodes.length >= signature.args.length
    : nodes.length === signature.args.length;
  if (!fits) {
    return report(
      context,
      path,
      'wrong-arguments',
      `${fn} takes ${signature.repeats ? 'at least ' : ''}${signature.args.length} argument(s), not ${nodes.length}`,
    );
  }
  const args: Value[] = [];
  for (const [index, node] of nodes.entries()) {
    const at = Array.isArray(argument) ? [...path, index] : path;
    const written =
      index > 0 && typeof node === 'string' && takesConstant(fn) ? { const: node } : node;
    const value = parseValue(context, scope, written, at);
    if (!value) return undefined;
    const allowed = signature.args[Math.min(index, signature.args.length - 1)];
    const type = typeOf(value);
    if (allowed !== 'same' && type !== null && !allowed?.includes(type)) {
      return report(
        context,
        at,
        'wrong-type',
        `${fn} takes ${allowed?.join(' or ') ?? 'nothing'} here, this is ${type}`,
        'convert it first: to_text, to_integer, to_float, to_datetime, to_date',
      );
    }
    args.push(value);
  }
  const type = signature.result === 'same' ? oneType(context, args, path) : signature.result;
  return type && { kind: 'call', fn, args, type };
}

/**
 * After the first argument these take constants: `{remove: [a.POSTCODE, ' ']}`, `{null_if: [a.CODE,
 * X]}`, `{format_date: [a.SINCE, DD/MM/YYYY]}`.
 */
function takesConstant(fn: FunctionName): boolean {
  return fn === 'remove' || fn === 'null_if' || fn === 'format_date';
}

/** The one kind that all the values have (nulls aside); nothing is converted in silence. */
function oneType(
  context: Context,
  values: readonly Value[],
  path: YamlPath,
): ValueType | undefined {
  const types = [...new Set(values.map(typeOf).filter((type) => type !== null))];
  if (types.length === 1) return types[0];
  if (types.length === 0) return report(context, path, 'wrong-type', 'every value here is null');
  if (types.every((type) => type === 'date' || type === 'datetime')) return 'datetime';
  return report(
    context,
    path,
    'wrong-type',
    `the values here are of different kinds: ${types.join(', ')}`,
    'convert them to one: to_text, to_integer, to_float, to_datetime',
  );
}
