import { ConfigError } from '../problems/errors.ts';
import type { Site } from '../site/model.ts';
import type { TestDatabase } from './test-database.ts';

/** Opens the site's database to fill it; loads its driver, which nobody else needs. */
export async function openTestDatabase(
  { connection }: Site,
  schema: string,
): Promise<TestDatabase> {
  switch (connection.engine) {
    case 'embedded': {
      if (connection.path === undefined) {
        throw new ConfigError({
          code: 'no-path',
          message: 'a database in memory is gone when testdb ends',
          hint: 'give the connection a path',
        });
      }
      return (await import('./engines/embedded.ts')).openEmbeddedTestDatabase({
        path: connection.path,
        schema,
      });
    }
    case 'oracle':
      return (await import('./engines/oracle.ts')).openOracleTestDatabase(connection, schema);
    case 'mssql':
      return (await import('./engines/mssql.ts')).openMssqlTestDatabase(connection, schema);
    case 'postgres':
      return (await import('./engines/postgres.ts')).openPostgresTestDatabase(connection, schema);
  }
}
