import { COMMON_RESERVED, type Engine, words } from './engine.ts';
import { lexOracle } from './lex-oracle.ts';

/** What SQL of a site may use on Oracle; a test compares it with `docs/overrides.md`. */
export const ORACLE: Engine = {
  name: 'oracle',
  lex: lexOracle,
  fold: (word) => word.toUpperCase(),
  ignoresCase: false,
  functions: words(
    // text
    `ascii chr concat initcap instr length lengthb listagg lower lpad ltrim nchr regexp_count
    regexp_instr regexp_like regexp_replace regexp_substr replace reverse rpad rtrim soundex
    standard_hash substr substrb translate trim upper`,
    // numbers
    `abs acos asin atan atan2 ceil cos exp floor ln log mod nanvl power remainder round sign sin
    sqrt tan trunc width_bucket`,
    // dates
    `add_months extract last_day months_between next_day numtodsinterval numtoyminterval
    to_dsinterval to_yminterval`,
    // choice and conversion
    `cast coalesce decode greatest least lnnvl nullif nvl nvl2 to_char to_clob to_date to_nchar
    to_number to_timestamp to_timestamp_tz`,
    // groups and windows
    `avg count cube cume_dist dense_rank first_value grouping grouping_id lag last_value lead max
    median min nth_value ntile percent_rank percentile_cont percentile_disc rank ratio_to_report
    rollup row_number stats_mode stddev sum variance`,
  ),
  syntax: words(''),
  functionSchema: undefined,
  datePartFunctions: words(''),
  dateParts: words('year month day hour minute second timezone_hour timezone_minute'),
  tableFunctions: words(''),
  values: words('null sysdate systimestamp current_date current_timestamp localtimestamp rownum'),
  types: words(`binary_double binary_float char clob date decimal float int integer interval nchar
    number numeric nvarchar2 real smallint timestamp varchar varchar2`),
  typedTexts: words('date timestamp interval'),
  operators: words('+ - * / || = <> != < > <= >='),
  reserved: words(
    COMMON_RESERVED,
    `access add audit cluster comment compress decimal default deterministic
    exclusive external file function identified immediate increment index initial json_table
    level lateral long maxextents mlslabel mode model
    modify noaudit nocompress nowait number of offline online option pctfree pragma prior privileges
    procedure public raw rename resource rowid sample session share size smallint start
    successful synonym sysdate uid user validate varchar varchar2 view
    whenever xmltable`,
  ),
  tableParts: 2,
  qualifiedOnly: true,
  has: new Set(['lateral', 'apply', 'outer mark']),
};
