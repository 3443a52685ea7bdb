import { sql } from 'kysely';
import type { Argument, Dialect, Fragment } from '../dialect.ts';
import { mssqlHeld } from '../held/mssql.ts';
import { type BoundParameter, literal } from '../parameter.ts';
import { floatText, toDatetime, toFloat, toInteger } from './mssql-reading.ts';

/**
 * The one collation in which texts are compared, sorted and put together. Byte order, so that none
 * of the authority's decides what is equal or greater; and one for all, because two columns with
 * collations of their own have none together (451, 468).
 */
const COLLATION = sql`collate Latin1_General_100_BIN2`;
const SEPARATOR = sql`nchar(31)`;

const fold = (text: Fragment): Fragment => sql`upper(rtrim(${text}))`;
/** Of no limited length: a text of 2,000 characters and its folded form are more than 4,000. */
const pack = (text: Fragment): Fragment =>
  sql`cast(${fold(text)} as nvarchar(max)) + ${SEPARATOR} + ${text}`;
const trim = (text: Fragment): Fragment => sql`ltrim(rtrim(${text}))`;
const unpack = (packed: Fragment): Fragment =>
  sql`stuff(${packed}, 1, charindex(${SEPARATOR}, ${packed}), '')`;

const TYPES = {
  text: 'nvarchar(4000)',
  integer: 'bigint',
  decimal: 'decimal(38, 10)',
  float: 'float',
  date: 'date',
  datetime: 'datetime',
} as const;

/**
 * 1 January 1900 was a Monday; a weekend counts as the Friday before it. Neither DATEFIRST nor the
 * language of the session matters.
 */
function addWorkingDays(moment: Fragment, count: Fragment): Fragment {
  const weekday = sql`datediff(day, '19000101', ${moment}) % 7`;
  const friday = sql`case when ${weekday} > 4 then 4 else ${weekday} end`;
  return sql`dateadd(day, ${friday} - ${weekday} + ${count} + (${friday} + ${count}) / 5 * 2, ${moment})`;
}

function formatDate(moment: Fragment, pattern: Argument): Fragment {
  return pattern.constant === 'DD/MM/YYYY'
    ? sql`convert(varchar(10), ${moment}, 103)`
    : sql`convert(varchar(8), ${moment}, 112) + replace(convert(varchar(8), ${moment}, 108), ':', '')`;
}

function declaredType({ type, value }: BoundParameter): string {
  switch (type) {
    case 'integer':
      return 'bigint';
    case 'decimal':
      return 'decimal(38, 10)';
    case 'moment':
      return 'nvarchar(19)';
    case 'text':
      return `nvarchar(${Math.max(1, String(value).length)})`;
  }
}

/** SQL Server 2012 and later: no JSON functions, no STRING_AGG, no TRIM. */
export const mssql: Dialect = {
  name: 'mssql',
  product: 'SQL Server',
  placeholder: (parameter) => `@${parameter.name}`,
  script: (query) => [
    ...query.parameters.map(
      (parameter) =>
        `declare @${parameter.name} ${declaredType(parameter)} = ${literal(parameter, 'N')};`,
    ),
    '',
    `${query.sql};`,
  ],
  qualify: ({ database, schema }, table) => {
    if (database) return [database, schema ?? 'dbo', table];
    return schema ? [schema, table] : [table];
  },
  parameter: (parameter) =>
    parameter.type === 'moment' ? sql`cast(${parameter} as datetime)` : sql`${parameter}`,
  // Before 2017 COLLATE may not stand around an expression that holds one (445): so it goes to the
  // columns, and beside a text that is made of none.
  collate: (text, from) =>
    from === 'column' ? sql`${text} ${COLLATION}` : sql`(${text} + '' ${COLLATION})`,
  fold,
  sortable: fold,
  maxText: (text) => unpack(sql`max(${pack(text)})`),
  minText: (text) => unpack(sql`min(${pack(text)})`),
  oneSpelling: (text) => sql`max(${text})`,
  order: (value, direction) => (direction === 'lowest' ? sql`${value} asc` : sql`${value} desc`),
  output: (value, type) => {
    switch (type) {
      case 'text':
        return value;
      case 'integer':
        return sql`convert(varchar(20), ${value})`;
      // Style 2 is four decimals for money, which would keep two; a decimal keeps its own in any
      // style.
      case 'decimal':
        return sql`convert(varchar(60), ${value}, 2)`;
      // A double loses nothing on the wire; its shortest text is made by the source.
      case 'float':
        return value;
      case 'date':
        return sql`convert(varchar(10), ${value}, 23)`;
      case 'datetime':
        return sql`convert(varchar(33), ${value}, 126)`;
    }
  },
  nullOf: (type) => sql`cast(null as ${sql.raw(TYPES[type])})`,
  filter: (test) => test,
  blank: (text) => sql`coalesce(${trim(text)}, '') = ''`,
  position: (text, sought) => sql`charindex(${sought}, ${text})`,
  only: (text, characters) => sql`upper(${text}) not like ${sql.lit(`%[^${characters}]%`)}`,
  held: mssqlHeld({
    integer: (text) => mssql.functions.to_integer({ sql: text, type: 'text' }),
    float: (text) => mssql.functions.to_float({ sql: text, type: 'text' }),
    datetime: (text) => mssql.functions.to_datetime({ sql: text, type: 'text' }),
    floatText: (column) => mssql.functions.to_text({ sql: column, type: 'float' }),
  }),
  functions: {
    trim: (text) => trim(text.sql),
    trim_end: (text) => sql`rtrim(${text.sql})`,
    upper: (text) => sql`upper(${text.sql})`,
    left: (text, count) => sql`left(${text.sql}, ${count.sql})`,
    right: (text, count) => sql`right(${text.sql}, ${count.sql})`,
    length: (text) => sql`len(${text.sql})`,
    remove: (text, gone) => sql`replace(${text.sql}, ${gone.sql}, '')`,
    concat: (...texts) =>
      texts.length === 1
        ? sql`coalesce(${texts[0]?.sql}, '')`
        : sql`concat(${sql.join(texts.map((text) => text.sql))})`,
    to_text: ({ sql: value, type }) =>
      type === 'float' ? floatText(value) : mssql.output(value, type),
    to_integer: toInteger,
    to_float: toFloat,
    to_datetime: toDatetime,
    to_date: (moment) => sql`cast(${moment.sql} as date)`,
    add_days: (moment, count) => sql`dateadd(day, ${count.sql}, ${moment.sql})`,
    add_months: (moment, count) => sql`dateadd(month, ${count.sql}, ${moment.sql})`,
    add_working_days: (moment, count) => addWorkingDays(moment.sql, count.sql),
    days_between: (from, to) => sql`datediff(day, ${from.sql}, ${to.sql})`,
    age: (born, on) =>
      sql`(year(${on.sql}) - year(${born.sql}) - case when month(${on.sql}) * 100 + day(${on.sql}) < month(${born.sql}) * 100 + day(${born.sql}) then 1 else 0 end)`,
    format_date: (moment, pattern) => formatDate(moment.sql, pattern),
    pad: (number, digits) =>
      sql`case when len(${number.sql}) < ${digits.sql} then replicate('0', ${digits.sql} - len(${number.sql})) else '' end + convert(varchar(20), ${number.sql})`,
    md5: (text) =>
      sql`lower(convert(varchar(32), hashbytes('MD5', cast(${text.sql} as varchar(8000))), 2))`,
    checksum: (text) => sql`cast(checksum(${text.sql}) as varchar(11))`,
  },
};
