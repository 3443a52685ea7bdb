import { didYouMean } from '../problems/suggest.ts';
import type { YamlPath } from '../yaml/read.ts';
import { type Context, type Scope, isMap, report } from './context.ts';
import { isGiven, listNamed } from './named.ts';
import { type Comparison, type Condition, type Value, typeOf } from './language.ts';
import { parseAbout, parseOverlaps, parseWithin } from './parse-period.ts';
import { constant, parseColumn, parseValue } from './parse-value.ts';

const WORDS = ['missing', 'present', 'blank', 'filled'] as const;
/** Compared with a value: a column, a $name, a number, a form. */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  equals: 'equal',
  differs: 'different',
  before: 'less',
  to: 'at_most',
  after: 'greater',
  from: 'at_least',
  below: 'less',
  at_most: 'at_most',
  above: 'greater',
  at_least: 'at_least',
};
const DATE_COMPARISONS = new Set(['before', 'to', 'after', 'from']);
const TESTS = [
  'is',
  'is_not',
  'in',
  'not_in',
  'starts_with',
  'contains',
  'only',
  'within',
  'about',
  'or',
  ...Object.keys(COMPARISONS),
];

/** Parses a condition or a list of conditions, which must all hold. */
export function parseConditions(
  context: Context,
  scope: Scope,
  node: unknown,
  path: YamlPath,
): Condition[] | undefined {
  if (!Array.isArray(node)) {
    const one = parseCondition(context, scope, node, path);
    return one && [one];
  }
  const all = node.map((item, index) => parseCondition(context, scope, item, [...path, index]));
  return all.every((condition) => condition !== undefined) ? all : undefined;
}

function parseCondition(
  context: Context,
  scope: Scope,
  node: unknown,
  path: YamlPath,
): Condition | undefined {
  if (!isMap(node) || Object.keys(node).length === 0) {
    return report(
      context,
      path,
      'bad-condition',
      'a condition is a map: {alias.COLUMN: test}, {value: …, test}, any, all, not, exists, overlaps or given',
    );
  }
  if ('value' in node) return parseValueTests(context, scope, node, path);
  const [key = '', ...others] = Object.keys(node);
  if (others.length > 0) {
    return report(
      context,
      [...path, others[0] ?? ''],
      'bad-condition',
      'one condition an item',
      'put each in a list item of its own, or under any or all',
    );
  }
  const at = [...path, key];
  switch (key) {
    case 'any':
    case 'all': {
      if (!Array.isArray(node[key])) {
        return report(context, at, 'bad-condition', `${key} takes a list of conditions`);
      }
      const of = parseConditions(context, scope, node[key], at);
      return of && { kind: key, of };
    }
    case 'not': {
      const of = parseConditions(context, scope, node[key], at);
      return of && { kind: 'not', of: { kind: 'all', of } };
    }
    case 'overlaps':
      return parseOverlaps(context, scope, node[key], at);
    case 'given': {
      const names: readonly unknown[] = Array.isArray(node[key]) ? node[key] : [node[key]];
      const given = names.map((name) => isGiven(context, name, at));
      if (given.includes(undefined)) return undefined;
      return { kind: given.includes(false) ? 'any' : 'all', of: [] };
    }
    case 'exists': {
      const rows = context.grammar.existsRows(context, scope, node[key], at);
      return rows && { kind: 'exists', rows };
    }
    default: {
      const column = parseColumn(context, scope, key, at);
      return column && parseTests(context, scope, column, node[key], at);
    }
  }
}

/** `{value: {trim: a.NAME}, is: X}` */
function parseValueTests(
  context: Context,
  scope: Scope,
  node: Record<string, unknown>,
  path: YamlPath,
): Condition | undefined {
  const value = parseValue(context, scope, node['value'], [...path, 'value']);
  if (!value) return undefined;
  const tests = Object.fromEntries(
    Object.entries(node).filter(([key]) => key !== 'value' && key !== 'test'),
  );
  return parseTests(context, scope, value, node['test'] ?? tests, path);
}

function parseTests(
  context: Context,
  scope: Scope,
  value: Value,
  node: unknown,
  path: YamlPath,
): Condition | undefined {
  const word = WORDS.find((name) => name === node);
  if (word) return parseWord(context, value, word, path);
  if (!isMap(node) || Object.keys(node).length === 0) {
    return report(
      context,
      path,
      'bad-condition',
      'a test is one of the words missing, present, blank, filled or a map of tests',
      `tests: ${TESTS.join(', ')}`,
    );
  }
  const { or, ...tests } = node;
  const all = Object.keys(tests).map((test) =>
    parseTest(context, scope, value, test, node[test], [...path, test]),
  );
  if (!all.every((condition) => condition !== undefined)) return undefined;
  const both: Condition = all.length === 1 && all[0] ? all[0] : { kind: 'all', of: all };
  if (or === undefined) return both;
  const alternative = WORDS.find((name) => name === or);
  const second = alternative
    ? parseWord(context, value, alternative, path)
    : report(
        context,
        [...path, 'or'],
        'bad-condition',
        'or takes one of the words missing, present, blank, filled',
      );
  return second && { kind: 'any', of: [both, second] };
}

function parseWord(
  context: Context,
  value: Value,
  word: (typeof WORDS)[number],
  path: YamlPath,
): Condition | undefined {
  const ofText = word === 'blank' || word === 'filled';
  if (ofText && typeOf(value) !== 'text') {
    return report(
      context,
      path,
      'wrong-type',
      `${word} is a test of texts, this is ${typeOf(value) ?? 'null'}`,
      'use missing or present',
    );
  }
  return { kind: word, value };
}

function parseTest(
  context: Context,
  scope: Scope,
  value: Value,
  test: string,
  node: unknown,
  path: YamlPath,
): Condition | undefined {
  const comparison = COMPARISONS[test];
  if (comparison) return parseComparison(context, scope, value, test, comparison, node, path);
  switch (test) {
    case 'is':
    case 'is_not': {
      const right = parseConstant(context, value, node, path);
      return (
        right && {
          kind: 'compare',
          operator: test === 'is' ? 'equal' : 'different',
          left: value,
          right,
        }
      );
    }
    case 'in':
    case 'not_in': {
      const list = parseList(context, value, node, path);
      return list && { kind: 'in', value, list, negated: test === 'not_in' };
    }
    case 'within':
      return parseWithin(context, scope, value, node, path);
    case 'about':
      return parseAbout(context, scope, value, node, path);
    case 'starts_with':
    case 'contains':
      if (typeOf(value) !== 'text') {
        return report(
          context,
          path,
          'wrong-type',
          `${test} is a test of texts, this is ${typeOf(value) ?? 'null'}`,
        );
      }
      if (typeof node !== 'string' || node === '') {
        return report(context, path, 'bad-condition', `${test} takes a text`);
      }
      return { kind: test, value, text: node };
    case 'only':
      if (typeOf(value) !== 'text') {
        return report(
          context,
          path,
          'wrong-type',
          `only is a test of texts, this is ${typeOf(value) ?? 'null'}`,
        );
      }
      if (typeof node !== 'string' || !/^[A-Za-z0-9]+$/.test(node)) {
        return report(context, path, 'bad-condition', 'only takes letters and digits');
      }
      return { kind: 'only', value, characters: node };
    default:
      return report(
        context,
        path,
        'unknown-test',
        `"${test}" is no test`,
        didYouMean(test, [...TESTS, ...WORDS]),
      );
  }
}

function parseComparison(
  context: Context,
  scope: Scope,
  left: Value,
  test: string,
  operator: Comparison,
  node: unknown,
  path: YamlPath,
): Condition | undefined {
  const right = parseValue(context, scope, node, path);
  if (!right) return undefined;
  const types = [typeOf(left), typeOf(right)];
  const dates = types.every((type) => type === null || type === 'date' || type === 'datetime');
  if (DATE_COMPARISONS.has(test) && !dates) {
    return report(
      context,
      path,
      'wrong-type',
      `${test} compares dates, this compares ${types.join(' with ')}`,
      'numbers: below, at_most, above, at_least',
    );
  }
  const numbers = types.every(
    (type) => type === null || type === 'integer' || type === 'decimal' || type === 'float',
  );
  if (!dates && !numbers && types[0] !== types[1]) {
    return report(
      context,
      path,
      'wrong-type',
      `${types.join(' is compared with ')}`,
      'convert one of them: to_text, to_integer, to_datetime',
    );
  }
  return { kind: 'compare', operator, left, right };
}

/** A constant of the same kind as the value: `is: CHI` for text, `is: -1` for a number. */
function parseConstant(
  context: Context,
  value: Value,
  node: unknown,
  path: YamlPath,
): Value | undefined {
  if (typeof node === 'string' && node.startsWith('$')) {
    const named = parseValue(context, new Map(), node, path);
    return named && sameKind(context, value, named, path);
  }
  if (typeof node !== 'string' && typeof node !== 'number') {
    return report(context, path, 'bad-condition', 'a text, a number or a $name belongs here');
  }
  if (typeof node === 'string' && node.trim() === '') {
    return report(
      context,
      path,
      'bad-condition',
      'an empty text cannot be compared: Oracle holds none',
      'use blank or filled',
    );
  }
  return sameKind(context, value, constant(node), path);
}

function sameKind(context: Context, value: Value, right: Value, path: YamlPath): Value | undefined {
  const [a, b] = [typeOf(value), typeOf(right)];
  const numbers = [a, b].every(
    (type) => type === 'integer' || type === 'decimal' || type === 'float',
  );
  if (b === null || a === b || numbers) return right;
  return report(
    context,
    path,
    'wrong-type',
    `${a ?? 'null'} is compared with ${b}`,
    b === 'integer' ? "write the number as text: '1'" : 'write a number without quotes',
  );
}

function parseList(
  context: Context,
  value: Value,
  node: unknown,
  path: YamlPath,
): Value[] | undefined {
  if (typeof node === 'string' && node.startsWith('$')) {
    const list = listNamed(context, node, path);
    return list && parseList(context, value, list, path);
  }
  if (!Array.isArray(node)) {
    return report(
      context,
      path,
      'bad-condition',
      'a list of texts or numbers, or the $name of a list, belongs here',
    );
  }
  const list = node.map((item, index) => parseConstant(context, value, item, [...path, index]));
  return list.every((item) => item !== undefined) ? list : undefined;
}
