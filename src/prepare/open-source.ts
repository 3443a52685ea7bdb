import type { Dialect, TablePlace } from '../query/dialect.ts';
import { DIALECTS, type DialectName } from '../query/dialects/index.ts';
import type { Connection, Site } from '../site/model.ts';
import type { Opening, Source } from '../sources/source.ts';

type EngineName = Connection['engine'];
type ConnectionOf<E extends EngineName> = Extract<Connection, { readonly engine: E }>;

interface Engine<E extends EngineName> {
  readonly dialect: DialectName;
  /** Opens it for reading; loads its driver, which nobody else needs. */
  open(connection: ConnectionOf<E>, place: TablePlace, opening: Opening): Promise<Source>;
}

/**
 * Every engine that a site file may name. A new one is a folder in `sources/`, the shape of its
 * connection in `site/`, a file in `query/dialects/` where it speaks none of them, and a line here.
 */
const ENGINES: { readonly [E in EngineName]: Engine<E> } = {
  embedded: {
    dialect: 'postgres',
    open: async ({ path }) =>
      (await import('../sources/postgres/embedded.ts')).openEmbedded({ path }),
  },
  mssql: {
    dialect: 'mssql',
    open: async (connection, { database }, opening) =>
      (await import('../sources/mssql/source.ts')).openMssql(connection, { database, ...opening }),
  },
  oracle: {
    dialect: 'oracle',
    open: async (connection, _, opening) =>
      (await import('../sources/oracle/source.ts')).openOracle(connection, opening),
  },
  postgres: {
    dialect: 'postgres',
    open: async (connection, _, opening) =>
      (await import('../sources/postgres/source.ts')).openPostgres(connection, opening),
  },
};

/** The dialect that a site's engine speaks. */
export function dialectOf({ connection }: Site): Dialect {
  return DIALECTS[ENGINES[connection.engine].dialect];
}

/**
 * Opens the site's database for reading; `place` is where the tables are.
 * @throws ConnectionError; ConfigError when the site file lacks something for the login.
 */
export async function openSource(
  { connection }: Site,
  place: TablePlace,
  opening: Opening = {},
): Promise<Source> {
  return openConnection(connection, place, opening);
}

/** As `openSource`, of what a site says of its connection. */
export function openConnection<E extends EngineName>(
  connection: ConnectionOf<E>,
  place: TablePlace,
  opening: Opening,
): Promise<Source> {
  const engine: Engine<E> = ENGINES[connection.engine];
  return engine.open(connection, place, opening);
}
