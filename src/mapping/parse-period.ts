import { compare, constant, openEnd } from './construct.ts';
import { type Cursor, everyOne } from './cursor.ts';
import { canBeDate, showKind } from './kinds.ts';
import { type Condition, type Value, typeOf } from './language.ts';

/**
 * `{overlaps: [[start, end], [start, end]]}`: the two periods share a day; a null end is open, a
 * period without a start never overlaps.
 */
export function parseOverlaps(node: Cursor): Condition | undefined {
  const periods = (node.items() ?? []).map(parsePeriod);
  if (periods.length !== 2) {
    return node.fail('bad-condition', 'overlaps takes two periods: [[start, end], [start, end]]');
  }
  const [first, second] = periods;
  if (!first || !second) return undefined;
  return {
    kind: 'all',
    of: [
      compare('at_most', first.start, openEnd(second.end)),
      compare('at_most', second.start, openEnd(first.end)),
    ],
  };
}

/**
 * `{a.DATE: {within: [start, end]}}`: on or after the start, and on or before the end unless that
 * is null.
 */
export function parseWithin(node: Cursor, value: Value): Condition | undefined {
  const period = parsePeriod(node);
  if (!period) return undefined;
  if (!canBeDate(value)) {
    return node.fail('wrong-type', `within is a test of dates, this is ${showKind(value)}`);
  }
  return {
    kind: 'all',
    of: [compare('at_least', value, period.start), compare('at_most', value, openEnd(period.end))],
  };
}

/**
 * `{answer.SUBJECT_ID: {about: person}}`: of that person, or of nobody in particular (null, zero or
 * negative) and so of everyone.
 */
export function parseAbout(node: Cursor, value: Value): Condition | undefined {
  const person = node.value();
  if (!person) return undefined;
  if (typeOf(value) !== 'integer' || typeOf(person) !== 'integer') {
    return node.fail('wrong-type', 'about compares the numbers of persons');
  }
  return {
    kind: 'any',
    of: [
      compare('equal', value, person),
      { kind: 'missing', value },
      compare('at_most', value, constant(0)),
    ],
  };
}

function parsePeriod(node: Cursor): { start: Value; end: Value } | undefined {
  const items = node.items();
  if (items?.length !== 2) return node.fail('bad-condition', 'a period is [start, end]');
  const [start, end] = everyOne(items.map((item) => item.value())) ?? [];
  if (!start || !end) return undefined;
  return canBeDate(start) && canBeDate(end)
    ? { start, end }
    : node.fail('wrong-type', 'a period is of two dates');
}
