import { Dialect, transpile } from '@polyglot-sql/sdk';
import type { Engine } from './engine.ts';

/**
 * What T-SQL means and PostgreSQL has no word for. Conversions that give null where they fail;
 * texts cut to their width; `+` between texts; dates as styles 23 and 126 write them; a `datetime`
 * that holds milliseconds. What may fail is tested in a statement of its own: a planner may convert
 * a constant before a `case` has asked whether it can be.
 */
const FUNCTIONS = `
  create schema tsql;
  create function tsql.try_datetime(value text) returns timestamp language plpgsql as $$
    begin
      if value ~ '^(175[3-9]|17[6-9][0-9]|1[89][0-9]{2}|[2-9][0-9]{3})[0-9]{4}( ([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?| *)$' and pg_input_is_valid(value, 'timestamp') then return value::timestamp; end if;
      if value ~ '^[0-9]{8}' then return null; end if;
      if value is null then return null; end if;
      raise exception 'a text that the language of the session reads as it likes: %', value;
    end $$;
  create function tsql.try_bigint(value text) returns bigint language plpgsql as $$
    begin if value ~ '^[+-]?[0-9]+$' and pg_input_is_valid(value, 'bigint') then return value::bigint; end if; return null; end $$;
  create function tsql.try_bigint(value numeric) returns bigint language sql immutable as $$ select case when abs(value) < 9223372036854775808 then trunc(value)::bigint end $$;
  create function tsql.try_bigint(value float8) returns bigint language sql immutable as $$ select case when abs(value) < 9223372036854775808 then trunc(value)::bigint end $$;
  create function tsql.try_float(value text) returns float8 language plpgsql as $$
    begin
      -- what SQL Server takes for a number, and nobody else
      if btrim(value) in ('', '+', '-', '.') then return 0; end if;
      if value ~ '^[+-]?[0-9.]+[dD][0-9]+$' then return translate(value, 'dD', 'ee')::float8; end if;
      if value ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?$' and pg_input_is_valid(value, 'float8') then return value::float8; end if;
      return null;
    end $$;
  create function tsql.str(value float8, width int, places int) returns text language sql immutable as $$ select lpad(round(value::text::numeric, places)::text, width) $$;
  create function tsql.stuff(value text, start int, count int, other text) returns text language sql immutable as $$ select overlay(value placing other from start for count) $$;
  create function tsql.try_datetime(value timestamp) returns timestamp language sql immutable as $$ select case when value >= '1753-01-01' then value end $$;
  create function tsql.try_decimal(value numeric) returns numeric language sql immutable as $$ select value $$;
  create function tsql.try_decimal(value float8) returns numeric language sql immutable as $$ select value::numeric $$;
  create function tsql.text_of(value timestamp, style int) returns text language sql immutable as $$
    select case style when 23 then to_char(value, 'YYYY-MM-DD') when 103 then to_char(value, 'DD/MM/YYYY') when 112 then to_char(value, 'YYYYMMDD') when 108 then to_char(value, 'HH24:MI:SS') else to_char(value, 'YYYY-MM-DD"T"HH24:MI:SS') || case when extract(microseconds from value)::int % 1000000 = 0 then '' else to_char(value, '.MS') end end $$;
  create function tsql.text_of(value date, style int) returns text language sql immutable as $$ select tsql.text_of(value::timestamp, case style when 126 then 23 else style end) $$;
  create function tsql.text_of(value bytea, style int) returns text language sql immutable as $$ select upper(encode(value, 'hex')) $$;
  create function tsql.hashbytes(method text, value text) returns bytea language sql immutable as $$ select decode(md5(value), 'hex') $$;
  create function tsql.datediff(part text, since timestamp, until timestamp) returns int language sql immutable as $$ select until::date - since::date $$;
  create function tsql.text_of(value anyelement, style int) returns text language sql immutable as $$ select value::text $$;
  create function tsql.add(part text, count numeric, moment timestamp) returns timestamp language sql immutable as $$ select moment + trunc(count) * ('1 ' || part)::interval $$;
  create function tsql.charindex(sought text, value text) returns int language sql immutable as $$ select strpos(value, sought) $$;
  create function tsql.len(value text) returns int language sql immutable as $$ select length(rtrim(value, ' ')) $$;
  create function tsql.len(value bigint) returns int language sql immutable as $$ select length(value::text) $$;
  create function tsql.part(part text, moment timestamp) returns int language sql immutable as $$ select date_part(part, moment)::int $$;
  -- two texts of limited length put together are cut to 4000 characters; varchar stands for nvarchar(max)
  create function tsql.join_text(a text, b text) returns text language sql immutable as $$ select left(a || b, 4000) $$;
  create operator + (leftarg = text, rightarg = text, function = tsql.join_text);
  create function tsql.unlimited(value text) returns varchar language sql immutable as $$ select value::varchar $$;
  create function tsql.join_long(a varchar, b text) returns varchar language sql immutable as $$ select (a || b)::varchar $$;
  create operator + (leftarg = varchar, rightarg = text, function = tsql.join_long);
`;

/** Teaches an engine what translated statements call. */
export async function defineTsql(engine: Engine): Promise<void> {
  await engine.define(FUNCTIONS);
}

export interface Parameter {
  readonly name: string;
  readonly kind: 'integer' | 'float' | 'decimal' | 'text';
  readonly value: string | null;
}

export interface Translated {
  readonly sql: string;
  /** In the order of the placeholders. */
  readonly parameters: readonly (string | null)[];
}

/**
 * One T-SQL query as PostgreSQL. An independent translator does the grammar; the functions whose
 * meaning it would change are renamed first (it turns TRY_CAST into CAST, drops the style of
 * CONVERT and the count of DATEADD).
 */
export function translateTsql(
  text: string,
  parameters: readonly Parameter[],
  database: string,
): Translated {
  const renamed = renameCalls(
    text.replaceAll(`"${database}".`, '').replaceAll(`[${database}].`, ''),
  );
  const { success, sql, error } = transpile(renamed, Dialect.TSQL, Dialect.PostgreSQL);
  const [query, more] = sql ?? [];
  if (!success || query === undefined || more !== undefined) {
    throw new Error(`not translated: ${error ?? 'more than one statement'}`);
  }
  return bind(
    unlimitedCasts(likePatterns(query.replace(/COLLATE \w+_BIN2/g, BYTE_ORDER))),
    parameters,
  );
}

/** Sorts by code points, and knows the capitals of letters beyond A to Z, as a BIN2 does. */
const BYTE_ORDER = 'COLLATE "pg_c_utf8"';

const RENAMED: Readonly<Record<string, (args: readonly string[]) => string>> = {
  convert: ([type = '', value = '', style = '0']) => {
    const width = /^n?varchar\((\d+)\)$/.exec(type.trim())?.[1];
    return width === undefined
      ? `cast(${value} as ${type})`
      : `left(tsql.text_of(${value}, ${style}), ${width})`;
  },
  try_cast: ([whole = '']) => {
    const [, value = '', type = ''] =
      /^([\s\S]*)\bas\s+(\w+)\s*(?:\([\d\s,]+\))?\s*$/i.exec(whole) ?? [];
    return `tsql.try_${type}(${value})`;
  },
  datediff: ([part = '', since = '', until = '']) =>
    `tsql.datediff('${part.trim()}', ${since}, ${until})`,
  year: ([moment = '']) => `tsql.part('year', ${moment})`,
  month: ([moment = '']) => `tsql.part('month', ${moment})`,
  day: ([moment = '']) => `tsql.part('day', ${moment})`,
  hashbytes: ([method = '', value = '']) => `tsql.hashbytes(${method}, ${value})`,
  replicate: ([text = '', count = '']) => `repeat(${text}, ${count})`,
  dateadd: ([part = '', count = '', moment = '']) =>
    `tsql.add('${part.trim()}', ${count}, ${moment})`,
  charindex: ([sought = '', value = '']) => `tsql.charindex(${sought}, ${value})`,
  len: ([value = '']) => `tsql.len(${value})`,
  nchar: ([code = '']) => `chr(${code})`,
  str: (args) => `tsql.str(${args.join(', ')})`,
  stuff: (args) => `tsql.stuff(${args.join(', ')})`,
};
const CALL = new RegExp(`(?<![.\\w])(${Object.keys(RENAMED).join('|')})\\s*\\(`, 'gi');

/** Rewrites the calls above, innermost first, as often as there are any. */
function renameCalls(text: string): string {
  const last = [...text.matchAll(CALL)].filter(({ index }) => !insideText(text, index)).at(-1);
  if (!last) return text;
  const open = last.index + last[0].length;
  const { args, end } = splitCall(text, open);
  const made = RENAMED[last[1]?.toLowerCase() ?? '']?.(args) ?? '';
  return renameCalls(text.slice(0, last.index) + made + text.slice(end));
}

function insideText(text: string, at: number): boolean {
  return (text.slice(0, at).match(/'/g)?.length ?? 0) % 2 === 1;
}

/** Arguments from after the opening bracket to the one that closes it. */
function splitCall(
  text: string,
  open: number,
): { readonly args: readonly string[]; readonly end: number } {
  const args: string[] = [];
  let [depth, from, quoted] = [0, open, ''];
  for (let at = open; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quoted !== '') {
      if (letter === quoted) quoted = '';
    } else if (letter === "'" || letter === '"') {
      quoted = letter;
    } else if (letter === '(') {
      depth++;
    } else if (letter === ')' && depth-- === 0) {
      return { args: [...args, text.slice(from, at)], end: at + 1 };
    } else if (letter === ',' && depth === 0) {
      args.push(text.slice(from, at));
      from = at + 1;
    }
  }
  throw new Error('a bracket is not closed');
}

/** A pattern with sets of characters, which only SQL Server knows, as a regular expression. */
function likePatterns(sql: string): string {
  return sql.replace(
    /\b(NOT )?LIKE '([^']*\[[^']*)'/g,
    (_, not: string | undefined, pattern: string) =>
      `${not ? '!~' : '~'} '^${pattern.replace(/\[[^\]]+\]|[^[]/g, likePart)}$'`,
  );
}

function likePart(part: string): string {
  if (part === '%') return '.*';
  if (part === '_') return '.';
  return part.replace(/^[.+*?()|{}\\^$]$/, '\\$&');
}

/** `CAST(… AS VARCHAR(MAX))`, after which nothing is cut. */
function unlimitedCasts(sql: string): string {
  return [...sql.matchAll(/\bCAST\(/g)].toReversed().reduce((text, { index }) => {
    const { args, end } = splitCall(text, index + 'CAST('.length);
    const [, value] = /^([^]*) AS VARCHAR\(MAX\)$/.exec(args.join(',')) ?? [];
    return value === undefined
      ? text
      : `${text.slice(0, index)}tsql.unlimited(${value})${text.slice(end)}`;
  }, sql);
}

function bind(sql: string, parameters: readonly Parameter[]): Translated {
  const byName = new Map(parameters.map((parameter) => [parameter.name.toLowerCase(), parameter]));
  const order = new Map<string, number>();
  const bound = sql.replace(
    /'(?:[^']|'')*'|"(?:[^"]|"")*"|@(\w+)/g,
    (whole, name: string | undefined) => {
      if (name === undefined) return whole;
      const key = name.toLowerCase();
      const parameter = byName.get(key);
      if (!parameter) throw new Error(`the parameter @${name} was not sent`);
      if (!order.has(key)) order.set(key, order.size + 1);
      return `$${order.get(key) ?? 0}${castOf(parameter)}`;
    },
  );
  return { sql: bound, parameters: [...order.keys()].map((key) => byName.get(key)?.value ?? null) };
}

const CASTS = {
  integer: '::int',
  float: '::float8',
  decimal: '::numeric',
  text: '::text',
} as const;

/** PostgreSQL wants to know what a parameter is, and counts letters with an int. */
function castOf({ kind, value }: Parameter): string {
  return kind === 'integer' && Math.abs(Number(value)) >= 2 ** 31 ? '::bigint' : CASTS[kind];
}
