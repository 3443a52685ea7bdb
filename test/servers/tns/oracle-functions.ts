/**
 * What Oracle has and PostgreSQL has not, or has otherwise, as functions and operators of a schema
 * that is searched before PostgreSQL's own: statements then need hardly any translation. An empty
 * text is null here, and null joined to a text is nothing.
 */
export const ORACLE_FUNCTIONS = `
create schema ora;
set search_path = ora, pg_catalog;

create function ora.rtrim(text) returns text immutable language sql return nullif(pg_catalog.rtrim($1), '');
create function ora.ltrim(text) returns text immutable language sql return nullif(pg_catalog.ltrim($1), '');
create function ora.btrim(text) returns text immutable language sql return nullif(pg_catalog.btrim($1), '');
create function ora.substr(text, int, int) returns text immutable language sql
  return case when $3 >= 1 then nullif(pg_catalog.substr($1, greatest($2, 1), $3), '') end;
create function ora.substr(text, int) returns text immutable language sql return nullif(pg_catalog.substr($1, greatest($2, 1)), '');
create function ora.substr(text, numeric, numeric) returns text immutable language sql return ora.substr($1, $2::int, $3::int);
create function ora.substr(text, numeric) returns text immutable language sql return ora.substr($1, $2::int);
create function ora.replace(text, text) returns text immutable language sql return nullif(coalesce(pg_catalog.replace($1, $2, ''), $1), '');
create function ora.instr(text, text) returns int immutable language sql return pg_catalog.strpos($1, $2);
create function ora.joined(a text, b text) returns text immutable language plpgsql as $$
  begin
    if octet_length(a) + octet_length(b) > 4000 then raise exception 'ORA-01489: result of string concatenation is too long'; end if;
    return nullif(coalesce(a, '') operator(pg_catalog.||) coalesce(b, ''), '');
  end $$;
create operator ora.|| (leftarg = text, rightarg = text, function = ora.joined);

-- NUMBER knows no zeros behind its digits, and writes none before its point
create function ora.digits(text) returns text immutable language sql return regexp_replace($1, '^(-?)0\\.', '\\1.');
create function ora.length(numeric) returns int immutable language sql return pg_catalog.length(ora.digits(trim_scale($1)::text));
create function ora.round(numeric, numeric) returns numeric immutable language sql return pg_catalog.round($1, $2::int);
create function ora.lpad(numeric, numeric, text) returns text immutable language sql return pg_catalog.lpad(ora.digits(trim_scale($1)::text), $2::int, $3);
create function ora.rpad(text, int, text) returns text immutable language sql return nullif(pg_catalog.rpad($1, $2, $3), '');
create function ora.translate(text, text, text) returns text immutable language sql return nullif(pg_catalog.translate($1, $2, $3), '');
create function ora.regexp_replace(text, text, text) returns text immutable language sql return nullif(pg_catalog.regexp_replace($1, $2, $3), '');
create function ora.standard_hash(text, text) returns bytea immutable language sql return case when $2 = 'MD5' then decode(pg_catalog.md5($1), 'hex') end;
create function ora.rawtohex(bytea) returns text immutable language sql return pg_catalog.upper(encode($1, 'hex'));

-- a RAW of 2000 bytes at most, unless MAX_STRING_SIZE is EXTENDED
create function ora.nlssort(text, text) returns bytea stable language sql return substring(convert_to($1, 'UTF8') from 1 for 2000);

create function ora.to_number(text) returns numeric immutable language sql return $1::numeric;
create function ora.to_binary_double(text) returns float8 immutable language sql return $1::float8;
create function ora.to_binary_double(numeric) returns float8 immutable language sql return $1::float8;
create function ora.to_binary_double(float8) returns float8 immutable language sql return $1;
create function ora.to_char(numeric, text, text) returns text immutable language sql return ora.digits(trim_scale($1)::text);
create function ora.to_char(bigint, text, text) returns text immutable language sql return $1::text;
create function ora.to_char(int, text, text) returns text immutable language sql return $1::text;
create function ora.to_char(float8, text, text) returns text immutable language sql return ora.digits($1::text);
create function ora.to_char(bigint) returns text immutable language sql return $1::text;
create function ora.to_char(int) returns text immutable language sql return $1::text;
create function ora.to_char(numeric) returns text immutable language sql return ora.digits(trim_scale($1)::text);

-- a year with its sign: a blank after Christ, a minus before
create function ora.to_char(timestamp, text) returns text immutable language sql
  return pg_catalog.to_char($1, pg_catalog.replace($2, 'SYYYY', case when extract(year from $1) < 0 then '"-"YYYY' else '" "YYYY' end));
-- a DATE has a time of day
create function ora.to_date(text, text) returns timestamp stable language sql return to_timestamp($1, $2)::timestamp;
create function ora.trunc(timestamp) returns timestamp immutable language sql return date_trunc('day', $1);
create function ora.last_day(timestamp) returns timestamp immutable language sql
  return date_trunc('month', $1) + interval '1 month' - interval '1 day' + ($1 - date_trunc('day', $1));
-- the last day of a month stays one
create function ora.add_months(timestamp, numeric) returns timestamp immutable language sql
  return case when date_trunc('day', $1) = date_trunc('day', ora.last_day($1)) then ora.last_day(($1 + make_interval(months => $2::int))) else $1 + make_interval(months => $2::int) end;
create function ora.plus_days(timestamp, numeric) returns timestamp immutable language sql return $1 + $2::float8 * interval '1 day';
create operator ora.+ (leftarg = timestamp, rightarg = numeric, function = ora.plus_days);
create function ora.minus_days(timestamp, numeric) returns timestamp immutable language sql return $1 - $2::float8 * interval '1 day';
create operator ora.- (leftarg = timestamp, rightarg = numeric, function = ora.minus_days);
create function ora.days_between(timestamp, timestamp) returns numeric immutable language sql return (extract(epoch from $1) - extract(epoch from $2)) / 86400;
create operator ora.- (leftarg = timestamp, rightarg = timestamp, function = ora.days_between);

create table ora.dual (dummy text);
insert into ora.dual values ('X');
create function ora.sys_context(text, text) returns text immutable language sql return null::text;
create table ora.session_privs (privilege text);
create table ora.session_schema_privs (privilege text, schema text);
create table ora.all_tab_privs_recd (grantee text, privilege text, owner text, table_name text);
create table ora.all_col_privs_recd (grantee text, privilege text, owner text, table_name text, column_name text);
create table ora.role_tab_privs (role text, privilege text, owner text, table_name text);
create table ora.user_tables (table_name text);
create table ora.all_objects (owner text, object_name text, object_type text);
create view ora.all_users as
  select schema_name::text as username, case when schema_name = 'pg_catalog' then 'Y' else 'N' end as oracle_maintained from information_schema.schemata;
create view ora.all_tables as
  select schemaname::text as owner, tablename::text as table_name from pg_catalog.pg_tables;
create view ora.all_ind_columns as
  select n.nspname::text as table_owner, t.relname::text as table_name, a.attname::text as column_name, 1 as column_position
  from pg_catalog.pg_index i join pg_catalog.pg_class t on t.oid = i.indrelid join pg_catalog.pg_namespace n on n.oid = t.relnamespace
  join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0];
create view ora.all_tab_columns as
  select table_schema::text as owner, table_name::text, column_name::text,
    case when data_type like 'timestamp%' and datetime_precision = 6 then 'TIMESTAMP(6)' when data_type like 'timestamp%' then 'DATE' when data_type = 'double precision' then 'BINARY_DOUBLE'
      when data_type in ('integer', 'bigint', 'smallint', 'numeric') then 'NUMBER' when data_type in ('text', 'character varying') then 'VARCHAR2' else upper(data_type::text) end as data_type,
    coalesce(character_maximum_length, 0)::int as char_length,
    case data_type when 'integer' then 9 when 'bigint' then 18 when 'smallint' then 5 else numeric_precision end::int as data_precision,
    case when data_type in ('integer', 'bigint', 'smallint') then 0 else numeric_scale end::int as data_scale
  from information_schema.columns;
create table ora.all_synonyms (owner text, synonym_name text, table_owner text, table_name text, db_link text);
`;

/** Oracle holds no empty text: what was loaded as one is null. */
export const NO_EMPTY_TEXT = `
do $$
declare item record;
begin
  for item in select table_schema, table_name, column_name from information_schema.columns where data_type = 'text' and table_schema not in ('ora', 'pg_catalog', 'information_schema') loop
    execute format('update %1$I.%2$I set %3$I = null where %3$I = %4$L', item.table_schema, item.table_name, item.column_name, '');
  end loop;
end $$;
`;
