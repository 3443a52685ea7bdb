import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Catalogue } from '../mapping/catalogue.ts';
import { type Profile, loadProfile } from '../mapping/profile.ts';
import { ConfigError } from '../problems/errors.ts';
import { DATA_DIR } from '../prepare/paths.ts';
import type { Site } from '../site/model.ts';
import { synthesise } from '../synth/synthesise.ts';
import { showPath } from '../yaml/read.ts';
import type { TableTypes, TestDatabase } from './test-database.ts';
import { loadCsvFolder, readTablesJson } from './load-folder.ts';
import { openTestDatabase } from './open.ts';

export type BuildRequest = {
  readonly site: Site;
  readonly asOf: string;
  /** Told of each piece of a table, with the rows of all tables so far. */
  readonly onRows?: ((table: string, rows: number) => void) | undefined;
} & ({ readonly from: string } | { readonly children: number; readonly seed: number });

export interface Built {
  readonly tables: number;
  readonly rows: number;
  /** Where they are, for a person to read. */
  readonly place: string;
}

/**
 * Makes the tables of the site's CMS in its database and fills them, with synthetic children or
 * from a folder of CSV files. What was there is replaced. The only part of the program that writes
 * to a database.
 * @throws ConfigError unless the site says `testdb: true`.
 */
export async function buildTestDatabase(request: BuildRequest): Promise<Built> {
  const { site } = request;
  if (!site.testdb) {
    throw new ConfigError({
      code: 'not-a-testdb',
      message: `the site ${site.site} does not say testdb: true, so nothing is written to its database`,
      hint: 'use a site file of its own for testing, with a database of its own',
    });
  }
  const profile = loadProfile(DATA_DIR, site.cms);
  const listed =
    'from' in request ? readTablesJson(path.resolve(request.from)) : new Map<string, never>();
  const tables = new Map([...typesOfCatalogue(profile.catalogue), ...listed]);
  const database = await openTestDatabase(
    site,
    site.source.schema ?? profile.source.schema ?? 'public',
  );
  try {
    await database.create(tables);
    const rows = await fill(database, request, profile, tables);
    await database.index(tables, profile.catalogue);
    return { tables: tables.size, rows, place: placeName(site) };
  } finally {
    await database.close();
  }
}

async function fill(
  database: TestDatabase,
  request: BuildRequest,
  profile: Profile,
  tables: TableTypes,
): Promise<number> {
  if ('from' in request) return loadCsvFolder(database, path.resolve(request.from), tables);
  let count = 0;
  for (const { table, columns, rows } of synthesise(profile.cms, profile.catalogue, {
    children: request.children,
    seed: request.seed,
    asOf: request.asOf,
  })) {
    await database.insert(table, columns, rows);
    count += rows.length;
    request.onRows?.(table, count);
    // the making of rows waits for nothing, and a status line would stand still
    await setImmediate();
  }
  return count;
}

function typesOfCatalogue(catalogue: Catalogue): TableTypes {
  return new Map(
    [...catalogue].map(([name, table]) => [
      name,
      new Map([...table.columns.values()].map((column) => [column.name, column.declared])),
    ]),
  );
}

function placeName({ connection }: Site): string {
  switch (connection.engine) {
    case 'embedded':
      return showPath(connection.path ?? 'memory');
    case 'mssql':
      return `${connection.database} on ${connection.server}`;
    case 'oracle':
      return connection.connect_string;
    case 'postgres':
      return `${connection.database} on ${connection.host}`;
  }
}
