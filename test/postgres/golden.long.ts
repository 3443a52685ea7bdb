import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { loadSite } from '../../src/site/load.ts';
import { noPostgres } from '../servers/postgres/binaries.ts';
import { READER, SUPERUSER } from '../servers/postgres/server.ts';
import { assertGoldenRun, golden, noGolden } from '../support/golden.ts';
import { connectionTo, serve, writePostgresSite } from './support.ts';

const SCHEMA = 'Child_Social';

/** Statements of a server's log, without what stands in quotes in them. */
function statementsIn(log: string): string[] {
  return [...log.matchAll(/LOG: {2}(?:statement|execute [^:]*): (.*(?:\n\t.*)*)/g)].map(
    ([, text]) => (text ?? '').replace(/'(?:[^']|'')*'|"[^"]*"/g, "''").trim(),
  );
}

describe('a golden database on a real PostgreSQL', { skip: noPostgres || noGolden }, () => {
  for (const cms of ['liquid_logic', 'mosaic'] as const) {
    it(`${cms} comes out of a real run as the reference wrote it, and nothing but SELECT and settings is sent`, async () => {
      const data = golden(cms);
      const server = await serve();
      const more = `source: {schema: ${SCHEMA}}\n${data.parameters}`;
      const filling = connectionTo(server, { user: SUPERUSER, database: cms });
      await buildTestDatabase({
        site: loadSite(writePostgresSite(filling, cms, `testdb: true\n${more}`)),
        from: data.from,
        asOf: data.asOf,
      });
      await server.sql(
        `grant usage on schema "${SCHEMA}" to ${READER}; grant select on all tables in schema "${SCHEMA}" to ${READER}`,
        cms,
      );
      const before = server.log().length;
      const { files, server: told } = await assertGoldenRun(
        data,
        writePostgresSite(connectionTo(server, { database: cms }), cms, more),
      );
      assert.ok(files.every((file) => file.restarts === 0));
      assert.deepEqual(
        told?.warnings.filter((warning) => !/not encrypted/.test(warning)),
        [],
      );
      const statements = statementsIn(server.log().slice(before));
      assert.ok(statements.length > files.filter((file) => file.status === 'extracted').length);
      for (const text of statements) {
        assert.match(text, /^(select|with|set|begin|rollback)\b/i, text.slice(0, 200));
        assert.doesNotMatch(
          text,
          /\b(insert|update|delete|merge|into|call|execute|drop|create|alter|truncate|grant|copy)\b/i,
          text.slice(0, 200),
        );
      }
    });
  }
});
