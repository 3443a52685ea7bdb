import { type SqlBool, sql } from 'kysely';
import type { Argument, Dialect, Fragment } from '../dialect.ts';
import { postgresHeld } from '../held/postgres.ts';
import { literal } from '../parameter.ts';
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

/**
 * Separates the folded text from the text itself when both are packed into one: no text of a CMS
 * holds it.
 */
const SEPARATOR = sql`chr(31)`;

const fold = (text: Fragment): Fragment => sql`upper(rtrim(${text}))`;
const pack = (text: Fragment): Fragment =>
  sql`(${fold(text)} || ${SEPARATOR} || ${text}) collate "C"`;

/** Without the blanks, tabs and line ends around it. */
const bare = (text: Fragment): Fragment =>
  sql`trim(translate(${text}, chr(9) || chr(10) || chr(13), '   '))`;

function toInteger({ sql: value, type }: Argument): Fragment {
  if (type === 'integer') return value;
  if (type !== 'text') return ifWhole(value);
  const text = bare(value);
  return sql`case when ${text} ~ ${sql.lit(INTEGER)} and length(${text}) <= ${sql.lit(LONGEST_INTEGER)} then cast(${text} as bigint) end`;
}

function toFloat({ sql: value, type }: Argument): Fragment {
  if (type !== 'text') return sql`cast(${value} as double precision)`;
  const text = bare(value);
  return sql`case when ${text} ~ ${sql.lit(NUMBER)} and length(${text}) <= ${sql.lit(LONGEST_NUMBER)} then cast(${text} as double precision) end`;
}

/** Without its fraction; null where the number is greater than 64 bits hold. */
function ifWhole(value: Fragment): Fragment {
  return sql`case when ${value} >= -9223372036854775808 and ${value} < 9223372036854775808 then cast(trunc(${value}) as bigint) end`;
}

/** A cast of what is not a day ends the query, so the pattern takes real days only. */
function toDatetime({ sql: value, type }: Argument): Fragment {
  if (type !== 'text') return sql`cast(${value} as timestamp)`;
  const text = sql`regexp_replace(${bare(value)}, ${sql.lit(BRITISH_DAY)}, ${sql.lit(YEAR_FIRST)})`;
  return sql`case when ${text} ~ ${sql.lit(MOMENT)} then cast(left(${text}, 19) as timestamp) end`;
}

/** Whole numbers digit for digit, others to 15 digits, without an exponent. */
function floatText(value: Fragment): Fragment {
  return sql`case when ${value} = trunc(${value}) or abs(${value}) >= 1e15 then cast(${ifWhole(value)} as text) else cast(trim_scale(round(cast(${value} as numeric), 16)) as text) end`;
}

/** Years before Christ end with ` BC`; of `infinity`, `to_char` makes null. */
function withEra(moment: Fragment, mask: string): Fragment {
  return sql`coalesce(replace(to_char(${moment}, ${sql.lit(`${mask} BC`)}), ' AD', ''), cast(${moment} as text))`;
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

/** Years before Christ have a sign; of `infinity`, `to_char` makes null. */
function formatDate(moment: Fragment, pattern: Argument): Fragment {
  const [before, after] =
    pattern.constant === 'DD/MM/YYYY' ? ['DD/MM/', 'YYYY'] : ['', 'YYYYMMDDHH24MISS'];
  const sign = sql`case when extract(year from ${moment}) < 0 then '-' else '' end`;
  const day = before === '' ? sign : sql`to_char(${moment}, ${sql.lit(before)}) || ${sign}`;
  return sql`coalesce(${day} || to_char(${moment}, ${sql.lit(after)}), cast(${moment} as text))`;
}

/** PostgreSQL 13 and later: embedded (PGlite) and served. */
export const postgres: Dialect = {
  name: 'postgres',
  product: 'PostgreSQL',
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
  collate: (text) => text,
  fold,
  sortable: (text) => sql`${fold(text)} collate "C"`,
  maxText: (text) => sql`split_part(max(${pack(text)}), ${SEPARATOR}, 2)`,
  minText: (text) => sql`split_part(min(${pack(text)}), ${SEPARATOR}, 2)`,
  oneSpelling: (text) => sql`max(${text} collate "C")`,
  order: (value, direction) =>
    direction === 'lowest' ? sql`${value} asc nulls first` : sql`${value} desc nulls last`,
  output: (value, type) => {
    switch (type) {
      case 'text':
        return value;
      case 'datetime':
        return withEra(value, 'YYYY-MM-DD"T"HH24:MI:SS.MS');
      case 'date':
        return withEra(value, 'YYYY-MM-DD');
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
    to_text: ({ sql: value, type }) =>
      type === 'float' ? floatText(value) : postgres.output(value, type),
    to_integer: toInteger,
    to_float: toFloat,
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
