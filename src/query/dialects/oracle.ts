import { sql } from 'kysely';
import type { Argument, Dialect, Fragment } from '../dialect.ts';
import { oracleHeld } from '../held/oracle.ts';
import { type BoundParameter, literal } from '../parameter.ts';
import { noChecksum } from './no-checksum.ts';

const SEPARATOR = sql`chr(31)`;

const INTEGER = `^[+-]?[0-9]{1,18}$`;
const NUMBER = `^[+-]?([0-9]{1,30}([.][0-9]{0,30})?|[.][0-9]{1,30})([eE][+-]?[0-9]{1,2})?$`;
const DAY = '[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
const TIME = '[ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]';
const BRITISH = '(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[12][0-9]{3}';

const fold = (text: Fragment): Fragment => sql`upper(rtrim(${text}))`;
/**
 * Bytes in their own order, whatever NLS_SORT the session has; the hexadecimal form of a RAW is
 * comparable text.
 */
const bytes = (text: Fragment): Fragment => sql`nlssort(${text}, 'NLS_SORT=BINARY')`;
const pack = (text: Fragment): Fragment => sql`${fold(text)} || ${SEPARATOR} || ${text}`;
const greatest = (text: Fragment, last: 'first' | 'last'): Fragment =>
  sql`max(${text}) keep (dense_rank ${sql.raw(last)} order by ${bytes(pack(text))} nulls ${sql.raw(last === 'last' ? 'first' : 'last')})`;

/** A text of the form of a date, year first: a date when its month has such a day. */
function readDay(text: Fragment, mask: string): Fragment {
  const last = sql`to_char(last_day(to_date(substr(${text}, 1, 7), 'YYYY-MM')), 'DD')`;
  return sql`case when substr(${text}, 9, 2) <= ${last} then to_date(${text}, ${sql.lit(mask)}) end`;
}

function toDatetime({ sql: value, type }: Argument): Fragment {
  if (type !== 'text') return value;
  const text = sql`trim(${value})`;
  const swapped = sql`(substr(${text}, 7, 4) || '-' || substr(${text}, 4, 2) || '-' || substr(${text}, 1, 2))`;
  const like = (pattern: string): Fragment => sql`regexp_like(${text}, ${sql.lit(`^${pattern}$`)})`;
  const withTime = readDay(sql`replace(${text}, 'T', ' ')`, 'YYYY-MM-DD HH24:MI:SS');
  return sql`case when ${like(DAY)} then ${readDay(text, 'YYYY-MM-DD')} when ${like(DAY + TIME)} then ${withTime} when ${like(BRITISH)} then ${readDay(swapped, 'YYYY-MM-DD')} end`;
}

const TYPES = {
  text: 'varchar2(4000)',
  integer: 'number',
  decimal: 'number',
  float: 'binary_double',
  date: 'date',
  datetime: 'date',
} as const;

/**
 * Oracle takes the last day of a month to the last day of the other; everyone else keeps the day
 * where the month has it.
 */
function addMonths(moment: Fragment, count: Fragment): Fragment {
  const moved = sql`add_months(${moment}, ${count})`;
  return sql`(${moved} - greatest(extract(day from ${moved}) - extract(day from ${moment}), 0))`;
}

/**
 * 1 January 1900 was a Monday; a weekend counts as the Friday before it. No session setting
 * matters.
 */
function addWorkingDays(moment: Fragment, count: Fragment): Fragment {
  const weekday = sql`mod(trunc(${moment}) - to_date('1900-01-01', 'YYYY-MM-DD'), 7)`;
  const friday = sql`least(${weekday}, 4)`;
  return sql`(${moment} + ${friday} - ${weekday} + ${count} + floor((${friday} + ${count}) / 5) * 2)`;
}

function formatDate(moment: Fragment, pattern: Argument): Fragment {
  return sql`to_char(${moment}, ${sql.lit(pattern.constant === 'DD/MM/YYYY' ? 'DD/MM/YYYY' : 'YYYYMMDDHH24MISS')})`;
}

function declaredType({ value }: BoundParameter): string {
  return typeof value === 'number' ? 'number' : `varchar2(${Math.max(1, value.length)})`;
}

/** Oracle 12.2 and later. An empty text is null here. */
export const oracle: Dialect = {
  name: 'oracle',
  product: 'Oracle',
  formatter: 'plsql',
  placeholder: (parameter) => `:${parameter.name}`,
  script: (query) => [
    ...query.parameters.flatMap((parameter) => [
      `variable ${parameter.name} ${declaredType(parameter)}`,
      `exec :${parameter.name} := ${literal(parameter)}`,
    ]),
    '',
    `${query.sql};`,
  ],
  qualify: ({ schema }, table) => (schema ? [schema, table] : [table]),
  parameter: (parameter) =>
    parameter.type === 'moment'
      ? sql`to_date(${parameter}, 'YYYY-MM-DD"T"HH24:MI:SS')`
      : sql`${parameter}`,
  fold,
  sortable: (text) => bytes(fold(text)),
  maxText: (text) => greatest(text, 'last'),
  minText: (text) => greatest(text, 'first'),
  order: (value, direction) =>
    direction === 'lowest' ? sql`${value} asc nulls first` : sql`${value} desc nulls last`,
  output: (value, type) => {
    switch (type) {
      case 'text':
        return value;
      case 'date':
        return sql`to_char(${value}, 'YYYY-MM-DD')`;
      case 'datetime':
        return sql`to_char(cast(${value} as timestamp), 'YYYY-MM-DD"T"HH24:MI:SS.FF3')`;
      default:
        return sql`to_char(${value}, 'TM9', 'NLS_NUMERIC_CHARACTERS=''.,''')`;
    }
  },
  nullOf: (type) => sql`cast(null as ${sql.raw(TYPES[type])})`,
  filter: (test) => test,
  blank: (text) => sql`trim(${text}) is null`,
  position: (text, sought) => sql`instr(${text}, ${sought})`,
  only: (text, characters) => sql`not regexp_like(upper(${text}), ${sql.lit(`[^${characters}]`)})`,
  held: oracleHeld({
    integer: (text) => oracle.functions.to_integer({ sql: text, type: 'text' }),
    float: (text) => oracle.functions.to_float({ sql: text, type: 'text' }),
    datetime: (text) => oracle.functions.to_datetime({ sql: text, type: 'text' }),
    floatText: (column) => oracle.functions.to_text({ sql: column, type: 'float' }),
  }),
  functions: {
    trim: (text) => sql`trim(${text.sql})`,
    trim_end: (text) => sql`rtrim(${text.sql})`,
    upper: (text) => sql`upper(${text.sql})`,
    left: (text, count) => sql`substr(${text.sql}, 1, ${count.sql})`,
    right: (text, count) =>
      sql`substr(${text.sql}, greatest(length(${text.sql}) - ${count.sql}, 0) + 1)`,
    length: (text) => sql`coalesce(length(rtrim(${text.sql})), 0)`,
    remove: (text, gone) => sql`replace(${text.sql}, ${gone.sql})`,
    concat: (...texts) =>
      sql`(${sql.join(
        texts.map((text) => text.sql),
        sql` || `,
      )})`,
    to_text: ({ sql: value, type }) => oracle.output(value, type),
    to_integer: ({ sql: value, type }) =>
      type === 'text'
        ? sql`case when regexp_like(trim(${value}), ${sql.lit(INTEGER)}) then to_number(trim(${value})) end`
        : sql`trunc(${value})`,
    to_float: ({ sql: value, type }) =>
      type === 'text'
        ? sql`case when regexp_like(trim(${value}), ${sql.lit(NUMBER)}) then to_binary_double(trim(${value})) end`
        : sql`to_binary_double(${value})`,
    to_datetime: toDatetime,
    to_date: (moment) => sql`trunc(${moment.sql})`,
    add_days: (moment, count) => sql`(${moment.sql} + ${count.sql})`,
    add_months: (moment, count) => addMonths(moment.sql, count.sql),
    add_working_days: (moment, count) => addWorkingDays(moment.sql, count.sql),
    days_between: (from, to) => sql`(trunc(${to.sql}) - trunc(${from.sql}))`,
    age: (born, on) =>
      sql`(extract(year from ${on.sql}) - extract(year from ${born.sql}) - case when to_char(${on.sql}, 'MMDD') < to_char(${born.sql}, 'MMDD') then 1 else 0 end)`,
    format_date: (moment, pattern) => formatDate(moment.sql, pattern),
    pad: (number, digits) =>
      sql`case when length(${number.sql}) < ${digits.sql} then lpad(${number.sql}, ${digits.sql}, '0') else to_char(${number.sql}) end`,
    md5: (text) => sql`lower(rawtohex(standard_hash(${text.sql}, 'MD5')))`,
    checksum: () => noChecksum('Oracle'),
  },
};
