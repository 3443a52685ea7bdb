import { all } from './construct.ts';
import { type Cursor, everyOne } from './cursor.ts';
import type { Condition } from './language.ts';
import { isGiven } from './named-parameters.ts';
import { parseOverlaps } from './parse-period.ts';
import { parseTests } from './parse-test.ts';
import { parseColumn } from './parse-value.ts';

/** Parses a condition or a list of conditions, which must all hold. */
export function parseConditions(node: Cursor): Condition[] | undefined {
  const items = node.items();
  if (items) return everyOne(items.map(parseCondition));
  const one = parseCondition(node);
  return one && [one];
}

function parseCondition(node: Cursor): Condition | undefined {
  if (!node.isFilledMap) {
    return node.fail(
      'bad-condition',
      'a condition is a map: {alias.COLUMN: test}, {value: …, test}, any, all, not, exists, overlaps or given',
    );
  }
  if (node.has('value')) return parseValueTests(node);
  const [key = '', ...others] = node.keys();
  if (others.length > 0) {
    return node
      .at(others[0] ?? '')
      .fail(
        'bad-condition',
        'one condition an item',
        'put each in a list item of its own, or under any or all',
      );
  }
  const inner = node.at(key);
  switch (key) {
    case 'any':
    case 'all': {
      if (!inner.items()) return inner.fail('bad-condition', `${key} takes a list of conditions`);
      const of = inner.conditions();
      return of && { kind: key, of };
    }
    case 'not': {
      const of = inner.conditions();
      return of && { kind: 'not', of: all(of) };
    }
    case 'overlaps':
      return parseOverlaps(inner);
    case 'given':
      return parseGiven(inner);
    case 'exists': {
      const rows = inner.existsRows();
      return rows && { kind: 'exists', rows };
    }
    default: {
      const column = parseColumn(inner, key);
      return column && parseTests(inner, column);
    }
  }
}

/** `{given: $name}`, or a list of them: true (all of nothing) or false (any of nothing). */
function parseGiven(node: Cursor): Condition | undefined {
  const names: readonly unknown[] = Array.isArray(node.raw) ? node.raw : [node.raw];
  const given = names.map((name) => isGiven(node.reading(name)));
  if (given.includes(undefined)) return undefined;
  return { kind: given.includes(false) ? 'any' : 'all', of: [] };
}

/** `{value: {trim: a.NAME}, is: X}`, or `{value: a.NAME, test: filled}`. */
function parseValueTests(node: Cursor): Condition | undefined {
  const value = node.at('value').value();
  if (!value) return undefined;
  const tests = Object.fromEntries(
    node
      .entries()
      .filter(([key]) => key !== 'value' && key !== 'test')
      .map(([key, { raw }]) => [key, raw]),
  );
  return parseTests(node.reading(node.at('test').raw ?? tests), value);
}
