import { sql } from 'kysely';
import type { Argument, Dialect, Fragment } from '../dialect.ts';
import { oracleHeld } from '../held/oracle.ts';
import { type BoundParameter, literal } from '../parameter.ts';
import { noChecksum } from './no-checksum.ts';
import {
  BRITISH_DAY,
  INTEGER,
  LONGEST_INTEGER,
  LONGEST_NUMBER,
  MOMENT,
  NUMBER,
  YEAR_FIRST,
} from './text-patterns.ts';

const POINT = sql.raw(`'NLS_NUMERIC_CHARACTERS=''.,'''`);

const fold = (text: Fragment): Fragment => sql`upper(rtrim(${text}))`;
/**
 * Bytes in their own order, whatever NLS_SORT the session has; the hexadecimal form of a RAW is
 * comparable text.
 */
const bytes = (text: Fragment): Fragment => sql`nlssort(${text}, 'NLS_SORT=BINARY')`;
/**
 * The last or first text in the order of `sortable`, and of those that fold alike in that of their
 * bytes. No concatenation of the two: it would be longer than a text may be (ORA-01489).
 */
function extreme(text: Fragment, which: 'first' | 'last'): Fragment {
  const nulls = sql.raw(which === 'last' ? 'nulls first' : 'nulls last');
  return sql`max(${text}) keep (dense_rank ${sql.raw(which)} order by ${bytes(fold(text))} ${nulls}, ${bytes(text)} ${nulls})`;
}

/** Without the blanks, tabs and line ends around it. */
const bare = (text: Fragment): Fragment =>
  sql`trim(translate(${text}, chr(9) || chr(10) || chr(13), '   '))`;

function toInteger({ sql: value, type }: Argument): Fragment {
  if (type === 'integer') return sql`trunc(${value})`;
  if (type !== 'text') return ifWhole(value, sql`trunc(${value})`);
  const text = bare(value);
  return sql`case when regexp_like(${text}, ${sql.lit(INTEGER)}) and length(${text}) <= ${sql.lit(LONGEST_INTEGER)} then to_number(${text}) end`;
}

function toFloat({ sql: value, type }: Argument): Fragment {
  if (type !== 'text') return sql`to_binary_double(${value})`;
  const text = bare(value);
  return sql`case when regexp_like(${text}, ${sql.lit(NUMBER)}) and length(${text}) <= ${sql.lit(LONGEST_NUMBER)} then to_binary_double(${text}) end`;
}

/** Null where the number is greater than 64 bits hold. */
function ifWhole(value: Fragment, whole: Fragment): Fragment {
  return sql`case when ${value} >= -9223372036854775808 and ${value} < 9223372036854775808 then ${whole} end`;
}

function toDatetime({ sql: value, type }: Argument): Fragment {
  if (type !== 'text') return value;
  const text = sql`regexp_replace(${bare(value)}, ${sql.lit(BRITISH_DAY)}, ${sql.lit(YEAR_FIRST)})`;
  const time = sql`rpad(coalesce(substr(${text}, 12, 8), '00:00:00'), 8, ':00')`;
  return sql`case when regexp_like(${text}, ${sql.lit(MOMENT)}) then to_date(substr(${text}, 1, 10) || ' ' || ${time}, 'YYYY-MM-DD HH24:MI:SS') end`;
}

/** Whole numbers digit for digit, others to 15 digits, without an exponent. */
function floatText(value: Fragment): Fragment {
  const number = sql`cast(${value} as number)`;
  const places = sql`least(14 - floor(log(10, abs(${number}))), 16)`;
  const rounded = sql`round(${number}, ${places})`;
  const written = (what: Fragment): Fragment => sql`to_char(${what}, 'TM9', ${POINT})`;
  // Oracle writes no zero before the point
  const digits = sql`case when abs(${rounded}) < 1 then replace(${written(rounded)}, '.', '0.') else ${written(rounded)} end`;
  return sql`case when ${number} = trunc(${number}) or abs(${number}) >= 1e15 then ${ifWhole(number, written(sql`trunc(${number})`))} else ${digits} end`;
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

/** SYYYY has the sign of years before Christ, and a blank in its place after. */
function formatDate(moment: Fragment, pattern: Argument): Fragment {
  const mask = pattern.constant === 'DD/MM/YYYY' ? 'DD/MM/SYYYY' : 'SYYYYMMDDHH24MISS';
  return sql`replace(to_char(${moment}, ${sql.lit(mask)}), ' ')`;
}

function declaredType({ value }: BoundParameter): string {
  return typeof value === 'number' ? 'number' : `varchar2(${Math.max(1, value.length)})`;
}

/** Oracle 12.2 and later. An empty text is null here. */
export const oracle: Dialect = {
  name: 'oracle',
  product: 'Oracle',
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
  collate: (text) => text,
  fold,
  sortable: (text) => bytes(fold(text)),
  maxText: (text) => extreme(text, 'last'),
  minText: (text) => extreme(text, 'first'),
  oneSpelling: (text) => extreme(text, 'last'),
  order: (value, direction) =>
    direction === 'lowest' ? sql`${value} asc nulls first` : sql`${value} desc nulls last`,
  // SYYYY has the sign of years before Christ, and a blank in its place after
  output: (value, type) => {
    switch (type) {
      case 'text':
      // A double loses nothing on the wire, where TO_CHAR may round it.
      case 'float':
        return value;
      case 'date':
        return sql`ltrim(to_char(${value}, 'SYYYY-MM-DD'))`;
      case 'datetime':
        return sql`ltrim(to_char(cast(${value} as timestamp), 'SYYYY-MM-DD"T"HH24:MI:SS.FF3'))`;
      default:
        return sql`to_char(${value}, 'TM9', ${POINT})`;
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
    to_text: ({ sql: value, type }) =>
      type === 'float' ? floatText(value) : oracle.output(value, type),
    to_integer: toInteger,
    to_float: toFloat,
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
