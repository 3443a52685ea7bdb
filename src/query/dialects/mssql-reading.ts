import { sql } from 'kysely';
import type { Argument, Fragment } from '../dialect.ts';
import { LONGEST_INTEGER, LONGEST_NUMBER } from './text-patterns.ts';

/**
 * How SQL Server reads numbers and dates out of text. Its own conversions take more than a number
 * (a blank, a lone sign, `1d3`) and read a date by the session's language, so LIKE decides first
 * what is one; `try_cast` is there at every compatibility level, `try_convert` only from 110.
 */

const trim = (text: Fragment): Fragment => sql`ltrim(rtrim(${text}))`;

/** Without the blanks, tabs and line ends around it. */
const bare = (text: Fragment): Fragment =>
  trim(sql`replace(replace(replace(${text}, nchar(9), ' '), nchar(10), ' '), nchar(13), ' ')`);

export function toInteger({ sql: value, type }: Argument): Fragment {
  if (type === 'integer') return sql`cast(${value} as bigint)`;
  if (type !== 'text') return sql`try_cast(${value} as bigint)`;
  const text = bare(value);
  return sql`case when ${text} like '[0-9+-]%' and ${text} like '%[0-9]' and substring(${text}, 2, 4000) not like '%[^0-9]%' and len(${text}) <= ${sql.lit(LONGEST_INTEGER)} then try_cast(${text} as bigint) end`;
}

export function toFloat({ sql: value, type }: Argument): Fragment {
  if (type !== 'text') return sql`cast(${value} as float)`;
  const text = bare(value);
  const digits = sql`left(${text}, charindex('E', upper(${text}) + 'E') - 1)`;
  return sql`case when ${text} not like '%[^0-9.eE+-]%' and ${digits} like '%[0-9]%' and ${text} like '%[0-9.]' and ${text} not like '%[eE]%[0-9][0-9][0-9]' and ${text} not like '%[eE]%.%' and len(${text}) <= ${sql.lit(LONGEST_NUMBER)} then try_cast(${text} as float) end`;
}

const DAY = '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]';
const BRITISH_DAY = '[0-9][0-9]/[0-9][0-9]/[0-9][0-9][0-9][0-9]';
const TIME = '[ T][0-9][0-9]:[0-9][0-9]:[0-9][0-9].[0-9][0-9][0-9]';

/**
 * Rearranged to `yyyymmdd hh:mm:ss`, the one form that neither DATEFORMAT nor the language reads
 * another way; a fraction of a second is left out.
 */
export function toDatetime({ sql: value, type }: Argument): Fragment {
  if (type !== 'text') return sql`cast(${value} as datetime)`;
  const text = bare(value);
  const whole = sql`${text} + case len(${text}) when 10 then ' 00:00:00.000' when 16 then ':00.000' when 19 then '.000' else '' end`;
  const time = sql`substring(${text}, 12, 8)`;
  const day = sql`replace(left(${text}, 10), '-', '')`;
  const turned = sql`substring(${text}, 7, 4) + substring(${text}, 4, 2) + left(${text}, 2)`;
  return sql`case when ${whole} like ${sql.lit(DAY + TIME)} then try_cast(${day} + ' ' + ${time} as datetime) when ${whole} like ${sql.lit(BRITISH_DAY + TIME)} then try_cast(${turned} + ' ' + ${time} as datetime) end`;
}

const LARGEST = sql`1e15`;

/**
 * Whole numbers digit for digit (ids kept as a float), others to 15 digits, which is what a float
 * holds of a decimal; CONVERT would round to 6 or write an exponent.
 */
export function floatText(value: Fragment): Fragment {
  const places = sql`14 - cast(floor(log10(abs(${value}))) as int)`;
  const text = sql`ltrim(str(${value}, 40, case when ${places} > 16 then 16 else ${places} end))`;
  return sql`case when ${value} = floor(${value}) or abs(${value}) >= ${LARGEST} then convert(varchar(20), try_cast(${value} as bigint)) else ${withoutEnd(withoutEnd(text, '0'), '.')} end`;
}

/** Without one character as often as it stands at the end; the text holds no blank. */
function withoutEnd(text: Fragment, character: '0' | '.'): Fragment {
  const quoted = sql.lit(character);
  return sql`replace(rtrim(replace(${text}, ${quoted}, ' ')), ' ', ${quoted})`;
}
