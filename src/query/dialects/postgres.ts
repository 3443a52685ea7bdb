import { type SqlBool, sql } from 'kysely';
import type { Argument, Dialect, Fragment } from '../dialect.ts';
import { postgresHeld } from '../held/postgres.ts';
import { literal } from '../parameter.ts';
import { noChecksum } from './no-checksum.ts';

/**
 * Separates the folded text from the text itself when both are packed into one: no text of a CMS
 * holds it.
 */
const SEPARATOR = sql`chr(31)`;

const INTEGER = `^[+-]?[0-9]{1,18}$`;
const NUMBER = `^[+-]?([0-9]{1,30}([.][0-9]{0,30})?|[.][0-9]{1,30})([eE][+-]?[0-9]{1,2})?$`;
const DAY = [
  '(?!0000)(',
  '[0-9]{4}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])',
  '|[0-9]{4}-(0[469]|11)-(0[1-9]|[12][0-9]|30)',
  '|[0-9]{4}-02-(0[1-9]|1[0-9]|2[0-8])',
  // of a leap year
  '|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29',
  ')',
].join('');
const TIME = `([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,3})?)?`;
const BRITISH = `^[0-9]{2}/[0-9]{2}/[0-9]{4}$`;

const fold = (text: Fragment): Fragment => sql`upper(rtrim(${text}))`;
const pack = (text: Fragment): Fragment =>
  sql`(${fold(text)} || ${SEPARATOR} || ${text}) collate "C"`;

/** A cast of what is not a day ends the query, and `pg_input_is_valid` came with version 16. */
function toDatetime({ sql: value, type }: Argument): Fragment {
  if (type !== 'text') return sql`cast(${value} as timestamp)`;
  const text = sql`trim(${value})`;
  const swapped = sql`(substr(${text}, 7, 4) || '-' || substr(${text}, 4, 2) || '-' || substr(${text}, 1, 2))`;
  return sql`case when ${text} ~ ${sql.lit(`^${DAY}([ T]${TIME})?$`)} then cast(${text} as timestamp) when ${text} ~ ${sql.lit(BRITISH)} and ${swapped} ~ ${sql.lit(`^${DAY}$`)} then cast(${swapped} as timestamp) end`;
}

const TYPES = {
  text: 'text',
  integer: 'bigint',
  decimal: 'numeric',
  float: 'double precision',
  date: 'date',
  datetime: 'timestamp',
} as const;

/** A weekend counts as the Friday before it. */
function addWorkingDays(moment: Fragment, count: Fragment): Fragment {
  const weekday = sql`cast(extract(isodow from ${moment}) as integer) - 1`;
  const friday = sql`least(${weekday}, 4)`;
  return sql`(cast(${moment} as timestamp) + (${friday} - (${weekday}) + ${count} + (${friday} + ${count}) / 5 * 2) * interval '1 day')`;
}

function formatDate(moment: Fragment, pattern: Argument): Fragment {
  return sql`to_char(${moment}, ${sql.lit(pattern.constant === 'DD/MM/YYYY' ? 'DD/MM/YYYY' : 'YYYYMMDDHH24MISS')})`;
}

/** PostgreSQL 13 and later: embedded (PGlite) and served. */
export const postgres: Dialect = {
  name: 'postgres',
  product: 'PostgreSQL',
  formatter: 'postgresql',
  placeholder: (_, position) => `$${position}`,
  script: ({ object, sql: text, parameters }) => {
    const values = parameters.map((parameter) => literal(parameter));
    return [
      '-- parameters:',
      ...parameters.map(({ name }, index) => `--   $${index + 1} ${name} = ${values[index]}`),
      '',
      `prepare ${object} as`,
      `${text};`,
      '',
      `execute ${object}${values.length === 0 ? '' : ` (${values.join(', ')})`};`,
    ];
  },
  qualify: ({ schema }, table) => (schema ? [schema, table] : [table]),
  parameter: (parameter) => {
    switch (parameter.type) {
      case 'text':
        return sql`cast(${parameter} as text)`;
      case 'integer':
        return Math.abs(Number(parameter.value)) < 2 ** 31
          ? sql`cast(${parameter} as integer)`
          : sql`cast(${parameter} as bigint)`;
      case 'decimal':
        return sql`cast(${parameter} as numeric)`;
      case 'moment':
        return sql`cast(${parameter} as timestamp)`;
    }
  },
  fold,
  sortable: (text) => sql`${fold(text)} collate "C"`,
  maxText: (text) => sql`split_part(max(${pack(text)}), ${SEPARATOR}, 2)`,
  minText: (text) => sql`split_part(min(${pack(text)}), ${SEPARATOR}, 2)`,
  order: (value, direction) =>
    direction === 'lowest' ? sql`${value} asc nulls first` : sql`${value} desc nulls last`,
  output: (value, type) => {
    switch (type) {
      case 'text':
        return value;
      case 'datetime':
        return sql`to_char(${value}, 'YYYY-MM-DD"T"HH24:MI:SS.MS')`;
      case 'date':
        return sql`to_char(${value}, 'YYYY-MM-DD')`;
      default:
        return sql`cast(${value} as text)`;
    }
  },
  nullOf: (type) => sql`cast(null as ${sql.raw(TYPES[type])})`,
  // The planner takes an equality without statistics to hold for one row in two hundred, two of
  // them for one in forty thousand, and then joins by nested loops as if next to nothing were left.
  // Of a case it assumes half.
  filter: (test) => sql<SqlBool>`case when ${test} then true else false end`,
  blank: (text) => sql`coalesce(trim(${text}), '') = ''`,
  position: (text, sought) => sql`strpos(${text}, ${sought})`,
  only: (text, characters) => sql`upper(${text}) !~ ${sql.lit(`[^${characters}]`)}`,
  held: postgresHeld({
    integer: (text) => postgres.functions.to_integer({ sql: text, type: 'text' }),
    float: (text) => postgres.functions.to_float({ sql: text, type: 'text' }),
    datetime: (text) => postgres.functions.to_datetime({ sql: text, type: 'text' }),
    floatText: (column) => postgres.functions.to_text({ sql: column, type: 'float' }),
  }),
  functions: {
    trim: (text) => sql`trim(${text.sql})`,
    trim_end: (text) => sql`rtrim(${text.sql})`,
    upper: (text) => sql`upper(${text.sql})`,
    left: (text, count) => sql`left(${text.sql}, ${count.sql})`,
    right: (text, count) => sql`right(${text.sql}, ${count.sql})`,
    length: (text) => sql`length(rtrim(${text.sql}))`,
    remove: (text, gone) => sql`replace(${text.sql}, ${gone.sql}, '')`,
    concat: (...texts) => sql`concat(${sql.join(texts.map((text) => text.sql))})`,
    to_text: ({ sql: value, type }) => postgres.output(value, type),
    to_integer: ({ sql: value, type }) =>
      type === 'text'
        ? sql`case when trim(${value}) ~ ${sql.lit(INTEGER)} then cast(trim(${value}) as bigint) end`
        : sql`trunc(${value})`,
    to_float: ({ sql: value, type }) =>
      type === 'text'
        ? sql`case when trim(${value}) ~ ${sql.lit(NUMBER)} then cast(trim(${value}) as double precision) end`
        : sql`cast(${value} as double precision)`,
    to_datetime: toDatetime,
    to_date: (moment) => sql`cast(${moment.sql} as date)`,
    add_days: (moment, count) =>
      sql`(cast(${moment.sql} as timestamp) + ${count.sql} * interval '1 day')`,
    add_months: (moment, count) =>
      sql`(cast(${moment.sql} as timestamp) + ${count.sql} * interval '1 month')`,
    add_working_days: (moment, count) => addWorkingDays(moment.sql, count.sql),
    days_between: (from, to) => sql`(cast(${to.sql} as date) - cast(${from.sql} as date))`,
    age: (born, on) =>
      sql`cast(extract(year from ${on.sql}) - extract(year from ${born.sql}) - case when to_char(${on.sql}, 'MMDD') < to_char(${born.sql}, 'MMDD') then 1 else 0 end as integer)`,
    format_date: (moment, pattern) => formatDate(moment.sql, pattern),
    pad: (number, digits) =>
      sql`case when length(cast(${number.sql} as text)) < ${digits.sql} then lpad(cast(${number.sql} as text), ${digits.sql}, '0') else cast(${number.sql} as text) end`,
    md5: (text) => sql`md5(${text.sql})`,
    checksum: () => noChecksum('PostgreSQL'),
  },
};
