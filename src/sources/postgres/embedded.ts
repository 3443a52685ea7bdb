import fs from 'node:fs';
import path from 'node:path';
import { PGlite, type Transaction, types } from '@electric-sql/pglite';
import { makeFolder } from '../../files/make-folder.ts';
import { ConnectionError, StoppedError } from '../../problems/errors.ts';
import { present } from '../../yaml/present.ts';
import { showPath } from '../../yaml/read.ts';
import { refuseOther } from '../result-columns.ts';
import type {
  DatabaseColumn,
  IndexedColumn,
  ServerDescription,
  Source,
  SourceQuery,
  SourceRow,
  TableName,
} from '../source.ts';
import { queryError } from './errors.ts';
import { readIndexes } from './indexes.ts';
import { Handover } from './handover.ts';
import { type Ask, readColumns } from './probe.ts';
import { textOf } from './values.ts';

const BATCH = 1000;

/** Every row of a cursor is fetched; the planner takes a tenth to be wanted, and the first soon. */
export const SESSION = 'set transaction read only; set local cursor_tuple_fraction = 1';

/** Every value as the text that the server sends: nothing becomes a Date or a float. */
const AS_TEXT = Object.fromEntries(
  Object.values(types)
    .filter((oid) => typeof oid === 'number')
    .map((oid) => [oid, textOf(oid)]),
);

/**
 * Opens a PGlite database, PostgreSQL inside this process: a folder, or memory when there is no
 * path. It does one thing at a time: queries wait for one another.
 * @throws ConnectionError when there is no database at the path (unless `create`), or it cannot be
 * opened.
 */
export async function openEmbedded(
  options: { path?: string | undefined; create?: boolean } = {},
): Promise<EmbeddedSource> {
  const { path: dir, create = false } = options;
  if (dir !== undefined && !create && !fs.existsSync(path.join(dir, 'PG_VERSION'))) {
    throw new ConnectionError({
      code: 'no-database',
      message: `there is no embedded database at ${showPath(dir)}`,
      hint: 'make one with: ssd-extract testdb --site FILE',
    });
  }
  try {
    if (dir !== undefined) await makeFolder(dir);
    return new EmbeddedSource(await PGlite.create(present({ dataDir: dir })));
  } catch (error) {
    throw new ConnectionError({
      code: 'database-broken',
      message: `the embedded database at ${showPath(dir ?? 'memory')} cannot be opened`,
      hint: 'another process may hold it open; if none does, make it anew with: ssd-extract testdb',
      cause: error,
    });
  }
}

export class EmbeddedSource implements Source {
  readonly parallel = 1;
  /** For `testdb`, the only part of the program that writes. */
  readonly db: PGlite;

  constructor(db: PGlite) {
    this.db = db;
  }

  async describe(): Promise<ServerDescription> {
    const { rows } = await this.db.query<{ version: string }>(
      `select current_setting('server_version') as version`,
    );
    return {
      engine: 'embedded',
      version: `PostgreSQL ${rows[0]?.version ?? ''} (PGlite)`,
      consistency: 'nothing else has the database open',
      warnings: [],
      // nobody logs in; each query runs in a read-only transaction
      writeRights: [],
    };
  }

  /** A cursor inside a read-only transaction, so that memory holds a batch or two. */
  async *stream(
    query: SourceQuery,
    { signal, batchSize = BATCH }: { signal: AbortSignal; batchSize?: number },
  ): AsyncGenerator<readonly SourceRow[]> {
    const fetches = new Handover<readonly SourceRow[]>();
    const done = this.db.transaction(async (transaction) => {
      await transaction.exec(SESSION);
      await transaction.query(
        `declare extract no scroll cursor for ${query.sql}`,
        query.parameters.map((parameter) => parameter.value),
      );
      await feed(transaction, { query, fetches, batchSize, signal });
    });
    done.then(
      () => fetches.end(),
      (error: unknown) => fetches.fail(error),
    );
    try {
      yield* fetches;
    } catch (error) {
      throw queryError(error, query);
    } finally {
      fetches.stop();
      await done.catch(() => undefined);
    }
  }

  async prepare(query: SourceQuery): Promise<void> {
    try {
      await this.db.describeQuery(query.sql);
    } catch (error) {
      throw queryError(error, query);
    }
  }

  columns(tables: readonly TableName[]): Promise<readonly DatabaseColumn[]> {
    return readColumns(this.#ask, tables);
  }

  indexes(tables: readonly TableName[]): Promise<readonly IndexedColumn[]> {
    return readIndexes(this.#ask, tables);
  }

  async close(): Promise<void> {
    await this.db.close();
  }

  readonly #ask: Ask = async (sql, parameters = []) => {
    const { rows } = await this.db.query<SourceRow>(sql, [...parameters], {
      rowMode: 'array',
      parsers: AS_TEXT,
    });
    return rows;
  };
}

interface Feed {
  readonly query: SourceQuery;
  readonly fetches: Handover<readonly SourceRow[]>;
  readonly batchSize: number;
  readonly signal: AbortSignal;
}

async function feed(
  transaction: Transaction,
  { query, fetches, batchSize, signal }: Feed,
): Promise<void> {
  for (;;) {
    if (signal.aborted) throw new StoppedError({ code: 'stopped', message: 'the run was stopped' });
    const { rows, fields } = await transaction.query<SourceRow>(
      `fetch ${Math.trunc(batchSize)} from extract`,
      [],
      { rowMode: 'array', parsers: AS_TEXT },
    );
    refuseOther(
      query,
      fields.map(({ name }) => name),
    );
    if (rows.length === 0 || !(await fetches.give(rows))) return;
  }
}
