import type { ColumnType } from '../bundle-tables.ts';
import { sqlType } from '../column-types.ts';
import type { Entry, PoolColumn, PoolObjects, PoolRecord } from './record.ts';

/** The two columns that the folders make, after those of the file. */
const FOLDERS: readonly PoolColumn[] = [
  { name: 'authority', type: 'text', key: false, description: 'The authority, by its site name.' },
  { name: 'as_of', type: 'date', key: false, description: 'The night that the rows show.' },
];

/** What a dialect makes of one object. */
interface Dialect {
  readonly file: string;
  readonly head: readonly string[];
  readonly types: Readonly<Record<ColumnType, string>>;
  readonly statements: (
    object: string,
    columns: readonly PoolColumn[],
    types: Readonly<Record<ColumnType, string>>,
  ) => readonly string[];
}

const DUCKDB: Dialect = {
  file: 'catalogue.duckdb.sql',
  head: [
    'Views of a pool for DuckDB: read this in the folder of the pool,',
    "or first say where it is: SET file_search_path = '/place/of/the/pool';",
  ],
  types: {
    text: sqlType({ type: 'text' }),
    list: sqlType({ type: 'list' }),
    boolean: sqlType({ type: 'boolean' }),
    integer: sqlType({ type: 'integer' }),
    number: sqlType({ type: 'number' }),
    date: sqlType({ type: 'date' }),
    datetime: sqlType({ type: 'datetime' }),
  },
  statements: (object, columns) => [
    `CREATE OR REPLACE VIEW "${object}" AS\nSELECT\n${lines(columns.map(({ name }) => `"${name}"`))}\nFROM read_parquet('${object}/*/*/part.parquet', hive_partitioning = true, hive_types = {'authority': VARCHAR, 'as_of': DATE})`,
    ...columns.map(
      ({ name, description }) =>
        `COMMENT ON COLUMN "${object}"."${name}" IS ${doubled(description)}`,
    ),
  ],
};

const SPARK: Dialect = {
  file: 'catalogue.spark.sql',
  head: [
    'Views of a pool for Spark SQL (3.4 or later). ${pool} is the place of the pool as Spark sees it:',
    'first spark.conf.set("pool", "/place/of/the/pool"), then each statement by spark.sql(...).',
  ],
  types: {
    ...{ text: 'STRING', list: 'ARRAY<STRING>', boolean: 'BOOLEAN', integer: 'BIGINT' },
    ...{ number: 'DOUBLE', date: 'DATE', datetime: 'TIMESTAMP_NTZ' },
  },
  statements: (object, columns, types) => [
    `CREATE OR REPLACE TEMPORARY VIEW \`${object}\` (\n${lines(
      columns.map(
        ({ name, type, description }) =>
          `\`${name}\` ${types[type]} COMMENT ${escaped(description)}`,
      ),
    )}\n) USING parquet OPTIONS (path '\${pool}/${object}')`,
  ],
};

const TRINO: Dialect = {
  file: 'catalogue.trino.sql',
  head: [
    'Tables of a pool for Trino, in the catalogue hive. Put the place of the pool as Trino sees it (s3://..., file:///...)',
    'where ${pool} stands. Run it again after each pooling: it makes the tables anew, which only point at the files.',
  ],
  types: {
    ...{ text: 'varchar', list: 'array(varchar)', boolean: 'boolean', integer: 'bigint' },
    ...{ number: 'double', date: 'date', datetime: 'timestamp(3)' },
  },
  statements: (object, columns, types) => [
    `DROP TABLE IF EXISTS hive.ssd."${object}"`,
    `CREATE TABLE hive.ssd."${object}" (\n${lines(
      columns.map(
        ({ name, type, description }) => `"${name}" ${types[type]} COMMENT ${doubled(description)}`,
      ),
    )}\n) WITH (external_location = '\${pool}/${object}', format = 'PARQUET', partitioned_by = ARRAY['authority', 'as_of'])`,
    `CALL hive.system.sync_partition_metadata(schema_name => 'ssd', table_name => '${object}', mode => 'FULL')`,
  ],
};

const DIALECTS = [DUCKDB, SPARK, TRINO];

/** By file name, what has an engine know every object of the pool as a table. */
export function catalogues(record: PoolRecord): (readonly [file: string, text: string])[] {
  return DIALECTS.map((dialect) => [dialect.file, catalogue(dialect, record)]);
}

function catalogue({ head, types, statements }: Dialect, record: PoolRecord): string {
  const made = heldObjects(record).flatMap(([object, columns]) =>
    statements(object, [...columns, ...FOLDERS], types),
  );
  const comments = [...head, JOIN].map((line) => `-- ${line}`);
  return `${comments.join('\n')}\n\n${made.map((statement) => `${statement};\n`).join('\n')}`;
}

const JOIN =
  'Ids begin with their authority. One authority has a row for each night: join on the id and on as_of.';

/** Those with a file: an engine finds nothing where there is none. */
function heldObjects({ objects, bundles }: PoolRecord): [string, PoolObjects[string] & object][] {
  const held = new Set(bundles.flatMap(({ parts }: Entry) => Object.keys(parts)));
  return Object.entries(objects).filter(([object]) => held.has(object));
}

const lines = (items: readonly string[]): string => items.map((item) => `  ${item}`).join(',\n');

/** In one line, so that no tool which reads line by line loses its way; nor Spark a `${…}`. */
const plain = (text: string): string => text.replace(/\s+/g, ' ').replaceAll('${', '$ {').trim();

const doubled = (text: string): string => `'${plain(text).replaceAll("'", "''")}'`;

const escaped = (text: string): string => `'${plain(text).replace(/[\\']/g, '\\$&')}'`;
