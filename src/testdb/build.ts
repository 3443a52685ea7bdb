import path from 'node:path';
import { loadProfile } from '../mapping/profile.ts';
import { ConfigError } from '../problems/errors.ts';
import { DATA_DIR } from '../run/paths.ts';
import type { Site } from '../site/model.ts';
import { openEmbedded } from '../sources/embedded.ts';
import { synthesise } from '../synth/synthesise.ts';
import { showPath } from '../yaml/read.ts';
import { copyRows } from './copy.ts';
import { loadCsvFolder, readTablesJson } from './load-folder.ts';
import { createIndexes, createTables, quote, typesOfCatalogue } from './tables.ts';

export type BuildRequest = { readonly site: Site; readonly asOf: string } & ({ readonly from: string } | { readonly children: number; readonly seed: number });

export interface Built {
  readonly tables: number;
  readonly rows: number;
  /** Where they are, for a person to read. */
  readonly place: string;
}

/**
 * Makes the tables of the site's CMS in its database and fills them, with synthetic children or from a folder of CSV files. What
 * was there is replaced. The only part of the program that writes to a database.
 * @throws ConfigError unless the site says `testdb: true`.
 */
export async function buildTestDatabase(request: BuildRequest): Promise<Built> {
  const { site } = request;
  if (!site.testdb) throw new ConfigError({ code: 'not-a-testdb', message: `the site ${site.site} does not say testdb: true, so nothing is written to its database`, hint: 'use a site file of its own for testing, with a database of its own' });
  const { connection } = site;
  if (connection.engine !== 'embedded' || connection.path === undefined) throw new ConfigError({ code: 'engine-not-available', message: `testdb cannot fill the engine ${connection.engine}${connection.engine === 'embedded' ? ' in memory' : ''} yet`, hint: 'use engine: embedded with a path' });
  const profile = loadProfile(DATA_DIR, site.cms);
  const schema = site.source.schema ?? profile.source.schema ?? 'public';
  const listed = 'from' in request ? readTablesJson(path.resolve(request.from)) : new Map<string, never>();
  const tables = new Map([...typesOfCatalogue(profile.catalogue), ...listed]);
  const source = await openEmbedded({ path: connection.path, create: true });
  try {
    const { db } = source;
    await createTables(db, schema, tables);
    if ('from' in request) await loadCsvFolder(db, schema, path.resolve(request.from), tables);
    else for (const { table, columns, rows } of synthesise(site.cms, profile.catalogue, { children: request.children, seed: request.seed, asOf: request.asOf })) await copyRows(db, schema, table, columns, rows);
    await createIndexes(db, schema, tables, profile.catalogue);
    let rows = 0;
    for (const table of tables.keys()) {
      const counted = await db.query<{ count: number }>(`select count(*)::int as count from ${quote(schema)}.${quote(table)}`);
      rows += counted.rows[0]?.count ?? 0;
    }
    return { tables: tables.size, rows, place: showPath(connection.path) };
  } finally {
    await source.close();
  }
}
