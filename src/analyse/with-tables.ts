import type { DuckDBConnection } from '@duckdb/node-api';
import { inScope } from '../run/scope.ts';
import type { Misfit, Writing } from './writing.ts';
import type { BundleTable } from './bundle-tables.ts';
import { engineFault } from './engine-fault.ts';
import { quoted, startEngine } from './engine.ts';
import { type MountPlace, mountBundle } from './open-bundle.ts';

/** Of the views over the files, beside what is made of them. */
export const SOURCE: MountPlace = { schema: 'source', text: 'source_text' };

/** What DuckDB works by. */
interface Working {
  readonly memory: string | undefined;
  readonly signal: AbortSignal;
  /** What is made, for the words of a failure. */
  readonly file: string;
}

/** Has DuckDB write a bundle's tables; a signal interrupts it. */
export async function withTables<T>(
  writing: Writing,
  database: string | undefined,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  return withConnection(writing, database, async (connection) => {
    writing.onStep('opening the tables');
    await mountBundle(connection, writing.bundle, SOURCE);
    return work(connection);
  });
}

/** Has DuckDB write; a signal interrupts it. */
export async function withConnection<T>(
  { memory, signal, file }: Working,
  database: string | undefined,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  return inScope(async (scope) => {
    const engine = await startEngine({ memory, file: database, signal });
    scope.onEnd(engine.close);
    const { connection } = engine;
    try {
      return await work(connection);
    } catch (error) {
      throw engineFault(error, { writing: file });
    }
  });
}

/** By column, the cells that the typed view could not take. */
export async function countMisfits(
  connection: DuckDBConnection,
  { object, columns }: BundleTable,
): Promise<Misfit[]> {
  const typed = columns.filter(({ type }) => type !== 'text');
  if (typed.length === 0) return [];
  const counts = typed.map(({ name }) => `count(${quoted(name)})`).join(', ');
  const from = ({ schema }: { schema: string }): string =>
    `SELECT ${counts} FROM ${quoted(schema)}.${quoted(object)}`;
  const read = await connection.runAndReadAll(
    `${from({ schema: SOURCE.text })} UNION ALL BY NAME ${from(SOURCE)}`,
  );
  const [texts = [], values = []] = read.getRowsJson();
  return typed
    .map(({ name }, at) => ({ object, field: name, count: Number(texts[at]) - Number(values[at]) }))
    .filter(({ count }) => count > 0);
}
