import type * as duckdb from '@duckdb/node-api';
import { ConfigError } from '../problems/errors.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface EngineRequest {
  /** The database file to make; in memory without it. */
  readonly file?: string | undefined;
  /** Memory that DuckDB may take, as it spells it: `1GB`. What is more goes to a private folder. */
  readonly memory?: string | undefined;
  /** Each takes buffers beside that memory; DuckDB has one a core without it. */
  readonly threads?: number | undefined;
  /** Interrupts what it is doing. */
  readonly signal?: AbortSignal | undefined;
}

export interface Engine {
  readonly connection: duckdb.DuckDBConnection;
  /**
   * From now on no statement reaches a file but `paths`, the network, an extension or a setting:
   * DuckDB itself refuses it. There is no way back.
   */
  readonly lock: (paths: readonly string[]) => Promise<void>;
  /** Closes the database and removes what it laid aside. */
  readonly close: () => Promise<void>;
}

export const DEFAULT_MEMORY = '1GB';

/**
 * Starts DuckDB, which this room alone loads. It fetches no extension from the first moment on, and
 * lays aside what does not fit into memory in a folder that only this account can read.
 * @throws ConfigError when the machine has no DuckDB, or the memory is not one
 */
export async function startEngine(request: EngineRequest = {}): Promise<Engine> {
  const { file, memory, threads, signal } = request;
  const { DuckDBInstance } = await loadDuckDb();
  const aside = await temporaryFolder();
  try {
    const instance = await DuckDBInstance.create(file ?? ':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      allow_persistent_secrets: 'false',
      memory_limit: memory ?? DEFAULT_MEMORY,
      temp_directory: aside.dir,
      ...(threads !== undefined && { threads: String(threads) }),
      // an order that nobody asked for would cost memory
      preserve_insertion_order: 'false',
    });
    const connection = await instance.connect();
    const interrupt = (): void => connection.interrupt();
    signal?.addEventListener('abort', interrupt);
    return {
      connection,
      lock: (paths) => lock(connection, paths),
      close: async () => {
        signal?.removeEventListener('abort', interrupt);
        connection.closeSync();
        instance.closeSync();
        await aside.remove();
      },
    };
  } catch (error) {
    await aside.remove();
    throw error;
  }
}

/** A text as SQL writes it. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as SQL writes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function lock(connection: duckdb.DuckDBConnection, paths: readonly string[]): Promise<void> {
  await connection.run(`SET allowed_paths = [${paths.map(literal).join(', ')}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

async function loadDuckDb(): Promise<typeof duckdb> {
  return import('@duckdb/node-api').catch((error: unknown) => {
    throw new ConfigError({
      code: 'no-duckdb',
      message: `DuckDB cannot be loaded on this machine (${process.platform}, ${process.arch})`,
      hint: 'install ssd-extract anew with its optional packages (npm ci without --omit=optional); runs, validation and everything else work without it',
      cause: error,
    });
  });
}
