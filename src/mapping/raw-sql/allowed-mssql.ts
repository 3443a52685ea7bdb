import { COMMON_RESERVED, type Engine, words } from './engine.ts';
import { lexMssql } from './lex-mssql.ts';

/** What SQL of a site may use on SQL Server; a test compares it with `docs/overrides.md`. */
export const MSSQL: Engine = {
  name: 'mssql',
  lex: lexMssql,
  fold: (word) => word,
  ignoresCase: true,
  functions: words(
    // text
    `ascii char charindex concat concat_ws datalength difference format left len lower ltrim nchar
    parsename patindex quotename replace replicate reverse right rtrim soundex space str
    string_agg string_escape stuff substring translate trim unicode upper`,
    // numbers
    `abs acos asin atan ceiling cos cot degrees exp floor log log10 pi power radians round sign sin
    sqrt square tan isnumeric`,
    // dates
    `date_bucket dateadd datediff datediff_big datefromparts datename datepart datetime2fromparts
    datetimefromparts datetrunc day eomonth getdate getutcdate isdate month
    smalldatetimefromparts switchoffset sysdatetime sysdatetimeoffset sysutcdatetime timefromparts
    todatetimeoffset year`,
    // choice and conversion
    `cast choose coalesce convert greatest hashbytes iif isnull least nullif try_cast try_convert`,
    // groups and windows
    `avg count count_big cube cume_dist dense_rank first_value grouping grouping_id lag last_value
    lead max min ntile percent_rank percentile_cont percentile_disc rank rollup row_number stdev
    stdevp sum var varp`,
  ),
  syntax: words(''),
  functionSchema: undefined,
  datePartFunctions: words('dateadd datediff datediff_big datename datepart datetrunc date_bucket'),
  dateParts:
    words(`year yy yyyy quarter qq q month mm m dayofyear dy y day dd d week wk ww weekday dw
    iso_week isowk isoww hour hh minute mi n second ss s millisecond ms microsecond mcs nanosecond ns
    tzoffset tz`),
  tableFunctions: words('string_split'),
  values: words('null current_timestamp'),
  types:
    words(`bigint binary bit char date datetime datetime2 datetimeoffset decimal float int money
    nchar numeric nvarchar real smalldatetime smallint smallmoney time tinyint uniqueidentifier
    varbinary varchar`),
  typedTexts: words(''),
  operators: words('+ - * / % = <> != < > <= >= & | ^'),
  reserved: words(
    COMMON_RESERVED,
    `add apply authorization backup break browse bulk cascade checkpoint close clustered coalesce collate
    compute constraint contains containstable continue convert current_date current_time
    current_timestamp current_user database dbcc deallocate default deny disk distributed double
    dump errlvl exit external file fillfactor freetext freetexttable function goto go holdlock identity
    identity_insert identitycol if index key kill lineno load national nocheck nonclustered nullif
    of off offsets open opendatasource openjson openquery openrowset openxml option percent plan precision
    primary print proc procedure public raiserror read readtext reconfigure replication restore
    restrict return revert rowcount rowguidcol rule save schema securityaudit
    semantickeyphrasetable semanticsimilaritydetailstable semanticsimilaritytable session_user
    setuser shutdown statistics system_user tablesample textsize top tran transaction try_convert
    tsequal updatetext use user varying view waitfor while within writetext`,
  ),
  tableParts: 3,
  qualifiedOnly: false,
  has: new Set(['top', 'apply']),
};
