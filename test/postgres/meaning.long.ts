import { it } from 'node:test';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { openPostgres } from '../../src/sources/postgres/source.ts';
import { noPostgres } from '../servers/postgres/binaries.ts';
import { READER } from '../servers/postgres/server.ts';
import { compileLittle } from '../support/compile.ts';
import { LITTLE_TABLES, chooseEngine } from '../support/little-engine.ts';
import { connectionTo, never, serve } from './support.ts';

/**
 * What the mapping language means on a real PostgreSQL: the cases of test/query/execute.test.ts and
 * its neighbours.
 */
if (noPostgres === false) {
  await chooseEngine('postgres', 5, async () => {
    const server = await serve({ settings: { datestyle: 'SQL, MDY' } });
    await server.sql(LITTLE_TABLES);
    await server.sql(
      `grant usage on schema "S" to ${READER}; grant select on all tables in schema "S" to ${READER}`,
    );
    // a source shows one moment, and these tests add rows: one for each query
    return {
      rows: async (mapping) => {
        const { object, sql, parameters } = compileLittle(mapping, DIALECTS.postgres);
        const source = await openPostgres(connectionTo(server));
        try {
          const found: (string | null)[][] = [];
          const query = { name: object, sql, parameters };
          for await (const batch of source.stream(query, { signal: never })) {
            found.push(...batch.map((row) => [...row]));
          }
          return found;
        } finally {
          await source.close();
        }
      },
      define: async (statements) => {
        await server.sql(statements);
      },
      close: () => server.close(),
    };
  });
  await import('../query/before-christ.test.ts');
  await import('../query/execute.test.ts');
  await import('../query/outside-columns.test.ts');
  await import('../query/odd-texts.test.ts');
  await import('../query/long-texts.test.ts');
} else {
  it('what the mapping language means on a real PostgreSQL', { skip: noPostgres });
}
