import { COMMON_RESERVED, type Engine, words } from './engine.ts';
import { lexPostgres } from './lex-postgres.ts';

/** What SQL of a site may use on PostgreSQL; a test compares it with `docs/overrides.md`. */
export const POSTGRES: Engine = {
  name: 'postgres',
  lex: lexPostgres,
  fold: (word) => word.toLowerCase(),
  ignoresCase: false,
  functions: words(
    // text
    `array_to_string ascii btrim char_length character_length chr concat concat_ws format initcap
    left length lower lpad ltrim md5 octet_length position regexp_count regexp_like regexp_match
    regexp_replace regexp_split_to_array regexp_substr repeat replace reverse right rpad rtrim
    split_part starts_with string_to_array strpos substr substring translate trim upper`,
    // numbers
    `abs ceil ceiling div exp floor ln log mod pi power round sign sqrt trunc width_bucket`,
    // dates
    `age date date_bin date_part date_trunc extract isfinite justify_days justify_hours
    justify_interval make_date make_interval make_time make_timestamp now`,
    // choice and conversion
    `cardinality cast coalesce greatest least nullif num_nonnulls num_nulls to_char to_date
    to_number to_timestamp`,
    // groups and windows
    `array_agg avg bool_and bool_or count cube cume_dist dense_rank every first_value grouping lag
    last_value lead max min mode nth_value ntile percent_rank percentile_cont percentile_disc rank
    rollup row_number stddev string_agg sum variance`,
  ),
  syntax: words('cast coalesce cube extract greatest grouping least nullif position rollup trim'),
  functionSchema: 'pg_catalog',
  datePartFunctions: words(''),
  dateParts: words(`century day decade dow doy epoch hour isodow isoyear microseconds milliseconds
    minute month quarter second timezone week year`),
  tableFunctions: words('generate_series unnest regexp_split_to_table'),
  values: words('null true false current_date current_timestamp localtimestamp'),
  types:
    words(`bigint boolean bool bpchar char character date decimal double float float4 float8 int
    int2 int4 int8 integer interval numeric real smallint text time timestamp timestamptz uuid
    varchar`),
  typedTexts: words('date timestamp timestamptz time interval'),
  operators: words('+ - * / % ^ || = <> != < > <= >= ~ ~* !~ !~*'),
  reserved: words(
    COMMON_RESERVED,
    `analyse analyze array asymmetric authorization binary both collate collation concurrently constraint
    current_catalog current_date current_role current_schema current_time current_timestamp
    current_user default deferrable false freeze ilike initially isnull lateral leading
    localtime localtimestamp notnull placing primary session_user similar symmetric
    system_user tablesample trailing true user variadic verbose xmltable listen notify vacuum
    reindex cluster discard`,
  ),
  tableParts: 2,
  qualifiedOnly: false,
  has: new Set(['limit', 'lateral', 'distinct on']),
};
