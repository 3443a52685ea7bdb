import { ConfigError } from '../problems/errors.ts';
import type { Site } from '../site/model.ts';
import { openEmbeddedTestDatabase } from './engines/embedded.ts';
import { openMssqlTestDatabase } from './engines/mssql.ts';
import { openOracleTestDatabase } from './engines/oracle.ts';
import { openPostgresTestDatabase } from './engines/postgres.ts';
import type { TestDatabase } from './test-database.ts';

/** Opens the site's database to fill it. */
export function openTestDatabase({ connection }: Site, schema: string): Promise<TestDatabase> {
  switch (connection.engine) {
    case 'embedded': {
      if (connection.path === undefined) {
        throw new ConfigError({
          code: 'no-path',
          message: 'a database in memory is gone when testdb ends',
          hint: 'give the connection a path',
        });
      }
      return openEmbeddedTestDatabase({ path: connection.path, schema });
    }
    case 'oracle':
      return openOracleTestDatabase(connection, schema);
    case 'mssql':
      return openMssqlTestDatabase(connection, schema);
    case 'postgres':
      return openPostgresTestDatabase(connection, schema);
  }
}
