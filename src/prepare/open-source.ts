import { ConfigError } from '../problems/errors.ts';
import { DIALECTS } from '../query/dialects/index.ts';
import type { Dialect, TablePlace } from '../query/dialect.ts';
import type { Site } from '../site/model.ts';
import { openEmbedded } from '../sources/postgres/embedded.ts';
import type { Source } from '../sources/source.ts';

/** The dialect that a site's engine speaks. */
export function dialectOf(site: Site): Dialect {
  const { engine } = site.connection;
  return DIALECTS[engine === 'embedded' ? 'postgres' : engine];
}

/**
 * Opens the site's database for reading; `place` is where the tables are.
 * @throws ConnectionError; ConfigError for an engine that this version cannot read yet.
 */
export async function openSource(site: Site, place: TablePlace): Promise<Source> {
  const { connection } = site;
  if (connection.engine === 'embedded') {
    return openEmbedded(connection.path === undefined ? {} : { path: connection.path });
  }
  // a driver is loaded by those who need it
  if (connection.engine === 'oracle') {
    return (await import('../sources/oracle/source.ts')).openOracle(connection);
  }
  if (connection.engine === 'mssql') {
    return (await import('../sources/mssql/source.ts')).openMssql(connection, place.database);
  }
  throw new ConfigError({
    code: 'engine-not-available',
    message: `this version cannot read from the engine ${connection.engine} yet`,
    hint: 'the engines embedded, mssql and oracle work today; ssd-extract sql writes the queries for the others',
  });
}
