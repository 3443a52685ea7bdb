// Over 200 lines: a value may hold a condition and a condition a value, so two files would be a
// circle.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { ValueType } from '../mapping/catalogue.ts';
import {
  type Comparison,
  type Condition,
  type Rows,
  type SqlPart,
  type Value,
  typeOf,
} from '../mapping/language.ts';
import type { Argument, Dialect, Fragment } from './dialect.ts';
import { hasCollation, namesCollation } from './collation.ts';
import type { ParameterNames } from './parameter.ts';

/** What the values and conditions of one query share. */
export interface ExpressionWriter {
  readonly dialect: Dialect;
  readonly names: ParameterNames;
  /** Named moments, `YYYY-MM-DDT00:00:00`. */
  readonly moments: ReadonlyMap<string, string>;
  /** A query that gives a row for every row of these. */
  readonly anyRow: (rows: Rows) => Fragment;
}

const OPERATORS: Readonly<Record<Comparison, string>> = {
  equal: '=',
  different: '<>',
  less: '<',
  at_most: '<=',
  greater: '>',
  at_least: '>=',
};

/** A value as SQL, in its own kind. */
export function writeValue(writer: ExpressionWriter, value: Value): Fragment {
  const { dialect, names } = writer;
  switch (value.kind) {
    case 'column':
      return sql.ref(`${value.alias}.${value.column}`);
    case 'constant':
      return dialect.parameter(names.constant(value.value));
    case 'null':
      return sql`null`;
    case 'moment':
      return dialect.parameter(names.moment(value.name, momentOf(writer, value.name)));
    case 'call':
      return writeCall(writer, value);
    case 'case': {
      const branches = value.branches.map(
        ({ when, then }) =>
          sql`when ${writeCondition(writer, when)} then ${writeOperand(writer, then)}`,
      );
      return sql`case ${sql.join(branches, sql` `)} else ${writeOperand(writer, value.otherwise)} end`;
    }
    case 'aggregate':
      return writeAggregate(writer, value);
    case 'count':
      return value.of ? sql`count(distinct ${comparable(writer, value.of)})` : sql`count(*)`;
    case 'sql':
      return sql`(${writeSql(writer, value.sql)})`;
  }
}

/**
 * A value as part of another. Columns of text are then in one collation: SQL Server refuses to put
 * together two that have each their own.
 */
export function writeOperand(writer: ExpressionWriter, value: Value): Fragment {
  const written = writeValue(writer, value);
  if (typeOf(value) !== 'text') return written;
  if (value.kind === 'column') return writer.dialect.collate(written, 'column');
  return value.kind === 'sql' && !namesCollation(value.sql)
    ? writer.dialect.collate(written, 'elsewhere')
    : written;
}

/** A text as it is compared and sorted: in the one collation, also when no column is in it. */
function writeText(writer: ExpressionWriter, value: Value): Fragment {
  const written = writeOperand(writer, value);
  return hasCollation(value) ? written : writer.dialect.collate(written, 'elsewhere');
}

/** SQL text of an override, as it stands but for what each dialect writes its own way. */
export function writeSql(writer: ExpressionWriter, parts: readonly SqlPart[]): Fragment {
  const written = parts.map((part) => {
    if (typeof part === 'string') return sql.raw(part);
    return part.kind === 'list'
      ? sql.join(part.of.map((item) => writeValue(writer, item)))
      : writeValue(writer, part);
  });
  return sql.join(written, sql``);
}

function momentOf(writer: ExpressionWriter, name: string): string {
  const moment = writer.moments.get(name);
  if (moment === undefined) throw new Error(`no moment is named ${name}`);
  return moment;
}

function writeCall(
  writer: ExpressionWriter,
  { fn, args }: Value & { readonly kind: 'call' },
): Fragment {
  // CHECKSUM depends on the collation, and is compared with one made of the column as it is
  const write = fn === 'checksum' ? writeValue : writeOperand;
  const written = args.map((argument): Argument => ({
    sql: write(writer, argument),
    type: typeOf(argument) ?? 'text',
    constant: argument.kind === 'constant' ? argument.value : undefined,
  }));
  switch (fn) {
    case 'coalesce':
      return sql`coalesce(${sql.join(written.map((argument) => argument.sql))})`;
    case 'null_if': {
      const [value, ...others] = args.map((argument) => comparable(writer, argument));
      return sql`case when ${value} in (${sql.join(others)}) then null else ${written[0]?.sql} end`;
    }
    case 'add':
      return sql`(${sql.join(
        written.map((argument) => argument.sql),
        sql` + `,
      )})`;
    case 'greatest':
    case 'least':
      return writeExtreme(writer, fn === 'greatest' ? '>=' : '<=', args);
    default:
      return writer.dialect.functions[fn](...written);
  }
}

/**
 * Engines differ in what the greatest of a value and null is: here it is null. SQL Server has no
 * such function before 2022.
 */
function writeExtreme(
  writer: ExpressionWriter,
  operator: '>=' | '<=',
  [first, second]: readonly Value[],
): Fragment {
  if (!first || !second) throw new Error('greatest and least take two values');
  const [a, b] = [comparable(writer, first), comparable(writer, second)];
  return sql`case when ${a} ${sql.raw(operator)} ${b} then ${writeOperand(writer, first)} when ${b} ${sql.raw(operator)} ${a} then ${writeOperand(writer, second)} end`;
}

function writeAggregate(
  writer: ExpressionWriter,
  { fn, of, type }: Value & { readonly kind: 'aggregate' },
): Fragment {
  if (type !== 'text') return sql`${sql.raw(fn)}(${writeValue(writer, of)})`;
  const text = writeText(writer, of);
  return fn === 'min' ? writer.dialect.minText(text) : writer.dialect.maxText(text);
}

/**
 * A value as it is compared, grouped and sorted: the one rule for text, everything else as it is,
 * so that a number stays bare for its index.
 */
export function comparable(writer: ExpressionWriter, value: Value): Fragment {
  if (typeOf(value) !== 'text') return writeValue(writer, value);
  if (value.kind === 'constant') {
    return writer.dialect.parameter(writer.names.constant(foldConstant(String(value.value))));
  }
  return writer.dialect.fold(writeText(writer, value));
}

/** What stands for a group of values that compare alike. */
export function groupKey(writer: ExpressionWriter, value: Value): Fragment {
  return typeOf(value) === 'text'
    ? writer.dialect.oneSpelling(writeText(writer, value))
    : writeValue(writer, value);
}

/** What a value is sorted by. */
export function sortKey(writer: ExpressionWriter, value: Value): Fragment {
  return typeOf(value) === 'text'
    ? writer.dialect.sortable(writeText(writer, value))
    : writeValue(writer, value);
}

export function writeOrder(
  writer: ExpressionWriter,
  value: Value,
  direction: 'lowest' | 'highest',
): Fragment {
  return writer.dialect.order(sortKey(writer, value), direction);
}

/** A value as the text that leaves the database. */
export function writeOutput(writer: ExpressionWriter, value: Value, type: ValueType): Fragment {
  return writer.dialect.output(writeValue(writer, value), type);
}

export function writeCondition(
  writer: ExpressionWriter,
  condition: Condition,
): RawBuilder<SqlBool> {
  switch (condition.kind) {
    case 'all':
      return joinConditions(writer, condition.of, 'and');
    case 'any':
      return joinConditions(writer, condition.of, 'or');
    case 'not':
      return sql`not (${writeCondition(writer, condition.of)})`;
    case 'compare':
      return sql`${comparable(writer, condition.left)} ${sql.raw(OPERATORS[condition.operator])} ${comparable(writer, condition.right)}`;
    case 'in':
      return writeIn(writer, condition);
    case 'missing':
      return sql`${writeValue(writer, condition.value)} is null`;
    case 'present':
      return sql`${writeValue(writer, condition.value)} is not null`;
    case 'blank':
      return sql`(${writer.dialect.blank(writeOperand(writer, condition.value))})`;
    case 'filled':
      return sql`not (${writer.dialect.blank(writeOperand(writer, condition.value))})`;
    case 'starts_with':
      return sql`${findText(writer, condition)} = 1`;
    case 'contains':
      return sql`${findText(writer, condition)} > 0`;
    case 'only':
      return sql`${writer.dialect.only(writeText(writer, condition.value), foldConstant(condition.characters))}`;
    case 'exists':
      return sql`exists ${writer.anyRow(condition.rows)}`;
  }
}

function joinConditions(
  writer: ExpressionWriter,
  conditions: readonly Condition[],
  word: 'and' | 'or',
): RawBuilder<SqlBool> {
  const [only, second] = conditions;
  if (only && !second) return writeCondition(writer, only);
  if (!only) return sql`${sql.raw(word === 'and' ? '1 = 1' : '1 = 0')}`;
  return sql`(${sql.join(
    conditions.map((condition) => writeCondition(writer, condition)),
    sql` ${sql.raw(word)} `,
  )})`;
}

/** Nothing is in an empty list, and everything is outside it; SQL has no word for one. */
function writeIn(
  writer: ExpressionWriter,
  { value, list, negated }: Condition & { readonly kind: 'in' },
): RawBuilder<SqlBool> {
  if (list.length === 0) return sql`${sql.raw(negated ? '1 = 1' : '1 = 0')}`;
  return sql`${comparable(writer, value)} ${sql.raw(negated ? 'not in' : 'in')} (${sql.join(list.map((item) => comparable(writer, item)))})`;
}

function findText(
  writer: ExpressionWriter,
  { value, text }: Condition & { readonly kind: 'starts_with' | 'contains' },
): Fragment {
  return writer.dialect.position(
    comparable(writer, value),
    writer.dialect.parameter(writer.names.constant(foldConstant(text))),
  );
}

/**
 * The fold of the dialects for a text known beforehand: letters that have one capital, blanks at
 * the end gone.
 */
export function foldConstant(text: string): string {
  return Array.from(text.replace(/ +$/, ''), (letter) =>
    letter.toUpperCase().length === letter.length ? letter.toUpperCase() : letter,
  ).join('');
}
