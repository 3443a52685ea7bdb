import type { YamlPath } from '../yaml/read.ts';
import { type Context, type Scope, report } from './context.ts';
import { type Comparison, type Condition, type Value, typeOf } from './language.ts';
import { constant, openEnd, parseValue } from './parse-value.ts';

/**
 * `{overlaps: [[start, end], [start, end]]}`: the two periods share a day; a null end is open, a
 * period without a start never overlaps.
 */
export function parseOverlaps(
  context: Context,
  scope: Scope,
  node: unknown,
  path: YamlPath,
): Condition | undefined {
  const periods: unknown[] = Array.isArray(node) ? node : [];
  const [first, second, ...rest] = periods.map((period, index) =>
    parsePeriod(context, scope, period, [...path, index]),
  );
  if (periods.length !== 2 || rest.length > 0) {
    return report(
      context,
      path,
      'bad-condition',
      'overlaps takes two periods: [[start, end], [start, end]]',
    );
  }
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
export function parseWithin(
  context: Context,
  scope: Scope,
  value: Value,
  node: unknown,
  path: YamlPath,
): Condition | undefined {
  const period = parsePeriod(context, scope, node, path);
  if (!period) return undefined;
  if (!isMoment(value)) {
    return report(
      context,
      path,
      'wrong-type',
      `within is a test of dates, this is ${typeOf(value) ?? 'null'}`,
    );
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
export function parseAbout(
  context: Context,
  scope: Scope,
  value: Value,
  node: unknown,
  path: YamlPath,
): Condition | undefined {
  const person = parseValue(context, scope, node, path);
  if (!person) return undefined;
  if (typeOf(value) !== 'integer' || typeOf(person) !== 'integer') {
    return report(context, path, 'wrong-type', 'about compares the numbers of persons');
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

function parsePeriod(
  context: Context,
  scope: Scope,
  node: unknown,
  path: YamlPath,
): { start: Value; end: Value } | undefined {
  if (!Array.isArray(node) || node.length !== 2) {
    return report(context, path, 'bad-condition', 'a period is [start, end]');
  }
  const [start, end] = node.map((item, index) =>
    parseValue(context, scope, item, [...path, index]),
  );
  if (!start || !end) return undefined;
  return isMoment(start) && isMoment(end)
    ? { start, end }
    : report(context, path, 'wrong-type', 'a period is of two dates');
}

function isMoment(value: Value): boolean {
  const type = typeOf(value);
  return type === null || type === 'date' || type === 'datetime';
}

function compare(operator: Comparison, left: Value, right: Value): Condition {
  return { kind: 'compare', operator, left, right };
}
