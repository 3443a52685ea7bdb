import type { DuckDBConnection } from '@duckdb/node-api';
import { type FieldChange, NO_ROWS, type RowCounts, type Sides } from './bundle-diff.ts';

/** A field that both bundles have, and whose cells can be compared. */
export interface ComparedField {
  readonly name: string;
  /** SQL of its cell as a text, in either bundle. */
  readonly cell: Sides<string>;
}

/** An object of both bundles. */
export interface ComparedTable {
  /** SQL of its rows, in either bundle. */
  readonly rows: Sides<string>;
  readonly total: Sides<number>;
  readonly fields: readonly ComparedField[];
}

export interface ComparedRows extends RowCounts {
  readonly unkeyed: Sides<number>;
  readonly fields: readonly FieldChange[];
}

type Side = 'a' | 'b';

/**
 * Pairs rows by their key. What is joined and grouped is 128 bits of a key and 64 of a row, however
 * wide it is; the cells themselves are read again for the rows that changed alone. A key that is
 * empty, or of several rows of a bundle, pairs none: such rows are compared whole.
 */
export async function compareByKey(
  connection: DuckDBConnection,
  table: ComparedTable,
  key: readonly string[],
): Promise<ComparedRows> {
  const keys = table.fields.filter(({ name }) => key.includes(name));
  const cells = table.fields.filter(({ name }) => !key.includes(name));
  await connection.run(`CREATE OR REPLACE TEMP TABLE moved AS ${movedKeys(table, keys, cells)}`);
  const found = await countKinds(connection);
  const { added, removed, changed, odd } = found;
  const unkeyed = { a: odd.a, b: odd.b };
  const common = table.total.a - removed.a - odd.a;
  const fields = changed.a > 0 ? await countFields(connection, { table, keys, cells, common }) : [];
  const whole = odd.a + odd.b > 0 ? await compareWhole(connection, unpaired(table, keys)) : NO_ROWS;
  await connection.run('DROP TABLE moved');
  return {
    added: added.b + whole.added,
    removed: removed.a + whole.removed,
    changed: changed.a,
    unchanged: common - changed.a + whole.unchanged,
    unkeyed,
    fields,
  };
}

/** Compares rows as a bag: three rows alike in A and one in B are two removed. */
export async function compareWhole(
  connection: DuckDBConnection,
  { rows, fields }: Pick<ComparedTable, 'rows' | 'fields'>,
): Promise<RowCounts> {
  const side = (of: Side): string =>
    `SELECT ${of === 'b'} AS in_b, ${digest(fields.map(({ cell }) => cell[of]))} AS line FROM ${rows[of]}`;
  const read = await connection.runAndReadAll(
    `WITH lines AS (
       SELECT count(*) FILTER (NOT in_b) AS a, count(*) FILTER (in_b) AS b
       FROM (${side('a')} UNION ALL ${side('b')}) GROUP BY line
     )
     SELECT sum(greatest(b - a, 0)), sum(greatest(a - b, 0)), sum(least(a, b)) FROM lines`,
  );
  const [added, removed, unchanged] = (read.getRowsJson()[0] ?? []).map(Number);
  return { added: added ?? 0, removed: removed ?? 0, changed: 0, unchanged: unchanged ?? 0 };
}

/** 128 bits of texts, each with its length before it so that no two lists of texts look alike. */
function digest(texts: readonly string[]): string {
  const parts = texts.map((text) => `coalesce(strlen(${text}) || ':' || ${text}, '-')`);
  return `md5_number(concat(${parts.join(', ')}))`;
}

/** Null for a row of which a part of the key is empty. */
function keyOf(keys: readonly ComparedField[], side: Side): string {
  const texts = keys.map(({ cell }) => cell[side]);
  const filled = texts.map((text) => `${text} IS NOT NULL`).join(' AND ');
  return `CASE WHEN ${filled} THEN ${digest(texts)} END`;
}

/** The keys of all rows but those that are the same in both, each with what became of it. */
function movedKeys(
  { rows }: ComparedTable,
  keys: readonly ComparedField[],
  cells: readonly ComparedField[],
): string {
  const rest = (of: Side): string =>
    cells.length > 0 ? `hash(${cells.map(({ cell }) => cell[of]).join(', ')})` : '0::UBIGINT';
  const side = (of: Side): string =>
    `SELECT ${of === 'b'} AS in_b, ${keyOf(keys, of)} AS key, ${rest(of)} AS cells FROM ${rows[of]}`;
  return `SELECT key, a, b,
      CASE WHEN key IS NULL OR a > 1 OR b > 1 THEN 'odd'
           WHEN a = 0 THEN 'added' WHEN b = 0 THEN 'removed' ELSE 'changed' END AS kind
    FROM (
      SELECT key, count(*) FILTER (NOT in_b) AS a, count(*) FILTER (in_b) AS b,
        bit_xor(cells) AS differs
      FROM (${side('a')} UNION ALL ${side('b')}) GROUP BY key
    )
    WHERE key IS NULL OR a <> 1 OR b <> 1 OR differs <> 0`;
}

type Kind = 'added' | 'removed' | 'changed' | 'odd';

/** Rows of each kind in either bundle. */
async function countKinds(connection: DuckDBConnection): Promise<Record<Kind, Sides<number>>> {
  const read = await connection.runAndReadAll(
    'SELECT kind, sum(a), sum(b) FROM moved GROUP BY kind',
  );
  const found = new Map<unknown, Sides<number>>(
    read.getRowsJson().map(([kind, a, b]) => [kind, { a: Number(a), b: Number(b) }]),
  );
  const of = (kind: Kind): Sides<number> => found.get(kind) ?? { a: 0, b: 0 };
  return { added: of('added'), removed: of('removed'), changed: of('changed'), odd: of('odd') };
}

interface FieldCount {
  readonly table: ComparedTable;
  readonly keys: readonly ComparedField[];
  readonly cells: readonly ComparedField[];
  /** Rows that both bundles have by key. */
  readonly common: number;
}

async function countFields(
  connection: DuckDBConnection,
  { table, keys, cells, common }: FieldCount,
): Promise<FieldChange[]> {
  const side = (of: Side): string => {
    const hashes = cells.map(({ cell }, at) => `hash(${cell[of]}) AS c${at}`);
    const all = [`${keyOf(keys, of)} AS key`, ...hashes];
    return `SELECT * FROM (SELECT ${all.join(', ')} FROM ${table.rows[of]}) SEMI JOIN (FROM moved WHERE kind = 'changed') USING (key)`;
  };
  const counts = cells.map((_, at) => `count(*) FILTER (a.c${at} <> b.c${at})`);
  const read = await connection.runAndReadAll(
    `SELECT ${counts.join(', ')} FROM (${side('a')}) AS a JOIN (${side('b')}) AS b USING (key)`,
  );
  const found = (read.getRowsJson()[0] ?? []).map(Number);
  return cells
    .map(({ name }, at) => ({ field: name, changed: found[at] ?? 0 }))
    .filter(({ changed }) => changed > 0)
    .toSorted((one, other) => other.changed - one.changed)
    .map(({ field, changed }) => ({ field, changed, share: changed / common }));
}

/** The rows that no key pairs. */
function unpaired({ rows, fields }: ComparedTable, keys: readonly ComparedField[]) {
  const side = (of: Side): string =>
    `(FROM ${rows[of]} SEMI JOIN (FROM moved WHERE kind = 'odd') AS odd ON ${keyOf(keys, of)} IS NOT DISTINCT FROM odd.key)`;
  return { fields, rows: { a: side('a'), b: side('b') } };
}
