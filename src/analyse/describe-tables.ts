import type { DuckDBConnection } from '@duckdb/node-api';
import type { BundleColumn, BundleTable, BundleTables } from './bundle-tables.ts';
import { sqlType } from './column-types.ts';
import { literal, quoted } from './engine.ts';

/**
 * Tables about the tables, in the schema `main`: `bundle` (one row), `tables`, `fields`, `keys`,
 * and one of codes for each field that has them, `code_<field>`.
 */
export async function addDescriptions(
  connection: DuckDBConnection,
  bundle: BundleTables,
): Promise<void> {
  for (const [name, columns, rows] of descriptions(bundle)) {
    const typed = columns.map((column) => column.join(' ')).join(', ');
    await connection.run(`CREATE TABLE ${quoted(name)} (${typed})`);
    const values = rows.map((row) => `(${row.map(value).join(', ')})`);
    if (values.length > 0) {
      await connection.run(`INSERT INTO ${quoted(name)} VALUES ${values.join(', ')}`);
    }
  }
}

/** Says what each object and field means, where DBeaver and `duckdb_columns()` show it. */
export async function addComments(
  connection: DuckDBConnection,
  { tables }: BundleTables,
  kind: 'TABLE' | 'VIEW',
): Promise<void> {
  for (const table of tables) {
    const name = quoted(table.object);
    await connection.run(`COMMENT ON ${kind} ${name} IS ${literal(aboutTable(table))}`);
    for (const column of table.columns) {
      const about = literal(aboutColumn(column, table));
      await connection.run(`COMMENT ON COLUMN ${name}.${quoted(column.name)} IS ${about}`);
    }
  }
}

type Value = string | number | boolean | null;
type Description = readonly [
  name: string,
  columns: readonly (readonly [name: string, type: string])[],
  rows: readonly (readonly Value[])[],
];

function value(of: Value): string {
  return typeof of === 'string' ? literal(of) : String(of);
}

function descriptions({ manifest, tables }: BundleTables): Description[] {
  return [
    [
      'bundle',
      [
        ...[['run', 'VARCHAR'] as const, ['site', 'VARCHAR'] as const, ['cms', 'VARCHAR'] as const],
        ...[['spec', 'VARCHAR'] as const, ['as_of', 'DATE'] as const],
        ...[['valid', 'BOOLEAN'] as const, ['partial', 'BOOLEAN'] as const],
      ],
      [
        [
          ...[manifest.run, manifest.site, manifest.cms, manifest.spec.version, manifest.asOf],
          ...[manifest.valid, manifest.partial !== null],
        ],
      ],
    ],
    [
      'tables',
      [
        ['object', 'VARCHAR'],
        ['rows', 'BIGINT'],
        ['primary_key', 'VARCHAR'],
      ],
      tables.map(({ object, rows, primaryKey }) => [object, rows, primaryKey.join(', ') || null]),
    ],
    [
      'fields',
      [
        ...[['object', 'VARCHAR'] as const, ['field', 'VARCHAR'] as const],
        ...[['type', 'VARCHAR'] as const, ['description', 'VARCHAR'] as const],
        ...[['item_ref', 'VARCHAR'] as const, ['codes', 'VARCHAR'] as const],
      ],
      tables.flatMap(({ object, columns }) =>
        columns.map((column) => [
          ...[object, column.name, sqlType(column), column.description],
          ...[column.itemRef ?? null, column.codes.length > 0 ? codeTable(column) : null],
        ]),
      ),
    ],
    [
      'keys',
      [
        ...[['object', 'VARCHAR'] as const, ['field', 'VARCHAR'] as const],
        ...[['parent_object', 'VARCHAR'] as const, ['parent_field', 'VARCHAR'] as const],
      ],
      tables.flatMap(({ object, foreignKeys }) =>
        foreignKeys.map(({ field, parent }) => [object, field, parent.object, parent.field]),
      ),
    ],
    ...codeTables(tables),
  ];
}

/** Names of fields are unique in the standard; should two objects share one, the first has it. */
function codeTables(tables: readonly BundleTable[]): Description[] {
  const coded = tables.flatMap(({ columns }) => columns.filter(({ codes }) => codes.length > 0));
  const byName = new Map(coded.toReversed().map((column) => [codeTable(column), column.codes]));
  return [...byName].map(([name, codes]) => [
    name,
    [
      ['code', 'VARCHAR'],
      ['description', 'VARCHAR'],
    ],
    codes.map((code) => [code.value, code.description]),
  ]);
}

const codeTable = ({ name }: BundleColumn): string => `code_${name}`;

function aboutTable({ rows, primaryKey }: BundleTable): string {
  const key = primaryKey.length > 0 ? `; key: ${primaryKey.join(', ')}` : '';
  return `${rows} rows${key}`;
}

function aboutColumn(column: BundleColumn, { primaryKey, foreignKeys }: BundleTable): string {
  const parents = foreignKeys.filter(({ field }) => field === column.name);
  return [
    column.description,
    ...(column.itemRef === undefined ? [] : [column.itemRef]),
    ...(primaryKey.includes(column.name) ? ['part of the key'] : []),
    ...parents.map(({ parent }) => `refers to ${parent.object}.${parent.field}`),
    ...(column.codes.length > 0 ? [`codes: ${codeTable(column)}`] : []),
  ]
    .filter((part) => part !== '')
    .join('; ');
}
