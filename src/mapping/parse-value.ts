import { didYouMean } from '../problems/suggest.ts';
import { NULL, column, constant, moment } from './construct.ts';
import type { Cursor } from './cursor.ts';
import { FUNCTIONS, type FunctionName } from './functions.ts';
import type { ColumnValue, Value } from './language.ts';
import { parameterNamed } from './named-parameters.ts';
import { AGGREGATES, parseAggregate, parseCount } from './parse-aggregate.ts';
import { parseCall, parseHash, parseOpenEnd } from './parse-call.ts';
import { parseCase, parseMatch } from './parse-case.ts';

interface Form {
  /** Parses the map that names the form. */
  readonly parse: (node: Cursor) => Value | undefined;
  /** The keys that may stand beside the form's own. */
  readonly beside?: readonly string[];
}

const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ...(Object.keys(FUNCTIONS) as FunctionName[]).map((fn): [string, Form] => [
    fn,
    { parse: (node) => parseCall(fn, node.at(fn)) },
  ]),
  ...AGGREGATES.map((fn): [string, Form] => [
    fn,
    { parse: (node) => parseAggregate(fn, node), beside: ['where'] },
  ]),
  ['const', { parse: (node) => parseConstant(node.at('const')) }],
  ['case', { parse: parseCase, beside: ['else'] }],
  ['match', { parse: parseMatch, beside: ['with', 'else'] }],
  ['count', { parse: parseCount, beside: ['where'] }],
  ['open_end', { parse: (node) => parseOpenEnd(node.at('open_end')) }],
  ['hash', { parse: (node) => parseHash(node.at('hash')) }],
]);

/**
 * Parses a value: `alias.COLUMN`, `$name`, a number, null, or a map that names one form (`{trim:
 * …}`, `{const: Y}`, `{case: […], else: …}`).
 */
export function parseValue(node: Cursor): Value | undefined {
  const { raw } = node;
  if (raw === null) return NULL;
  if (typeof raw === 'number') return constant(raw);
  if (typeof raw === 'string') return raw.startsWith('$') ? parseNamed(node) : parseColumn(node);
  if (node.isMap) return parseForm(node);
  return node.fail(
    'bad-value',
    'a value is a column (alias.COLUMN), a $name, a number, null, or a map with one form',
    `forms: ${[...FORMS.keys()].join(', ')}`,
  );
}

function parseForm(node: Cursor): Value | undefined {
  const [name, ...others] = node.keys();
  if (name === undefined) return node.fail('bad-value', 'an empty map is no value');
  const form = FORMS.get(name);
  const stray = others.find((key) => !form?.beside?.includes(key));
  if (stray !== undefined) {
    return node.at(stray).fail('bad-value', `"${stray}" does not belong beside "${name}"`);
  }
  if (form) return form.parse(node);
  return node
    .at(name)
    .fail('unknown-form', `"${name}" is no form of a value`, didYouMean(name, [...FORMS.keys()]));
}

function parseConstant(node: Cursor): Value | undefined {
  return typeof node.raw === 'string' || typeof node.raw === 'number'
    ? constant(node.raw)
    : node.fail('bad-value', 'const takes a text or a number');
}

/** `alias.COLUMN`; as a key of the file too, which is why the text need not be what stands here. */
export function parseColumn(
  node: Cursor,
  text: string = String(node.raw),
): ColumnValue | undefined {
  const match = /^([A-Za-z_]\w*)\.([A-Za-z_][\w$#]*)$/.exec(text);
  const [, alias, name] = match ?? [];
  if (alias === undefined || name === undefined) {
    return node.fail(
      'bad-value',
      `"${text}" is no column`,
      'a column is written alias.COLUMN, a constant {const: text}, a named value $name',
    );
  }
  const relation = node.scope.get(alias);
  if (!relation) {
    return node.fail(
      'unknown-alias',
      `the alias "${alias}" is not known here`,
      didYouMean(alias, [...node.scope.keys()]),
    );
  }
  const type = relation.columns.get(name);
  if (!type) {
    return node.fail(
      'unknown-column',
      `${relation.name.kind} ${relation.name.name} has no column "${name}"`,
      didYouMean(name, [...relation.columns.keys()]),
    );
  }
  return column(alias, name, relation.name, type);
}

function parseNamed(node: Cursor): Value | undefined {
  const parameter = parameterNamed(node);
  if (!parameter) return undefined;
  const { name, type, value } = parameter;
  if (type === 'moment') return moment(name);
  if (typeof value === 'string' || typeof value === 'number') {
    return { ...constant(value), parameter: name };
  }
  if (type === 'text' || type === 'integer') return { kind: 'null', parameter: name };
  return node.fail(
    'wrong-type',
    `$${name} is a list or a map, no single value`,
    'a list stands after in and not_in, a map after match … with, or under flags',
  );
}
