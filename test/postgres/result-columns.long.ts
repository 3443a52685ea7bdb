import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ExtractionError } from '../../src/problems/errors.ts';
import { noPostgres } from '../servers/postgres/binaries.ts';
import { Proxy } from '../servers/postgres/proxy.ts';
import type { PostgresServer } from '../servers/postgres/server.ts';
import { connectionTo, failing, never, query, serve, withSource } from './support.ts';

const ASKED = ['name_a', 'name_b'];

/** Reads an answer that should have two columns; gives the number of its rows. */
async function read(port: number, sql: string): Promise<number> {
  return withSource(connectionTo({ port }, { parallel: 1 }), async (source) => {
    const asked = { ...query(sql), columns: ASKED };
    let rows = 0;
    for await (const batch of source.stream(asked, { signal: never })) rows += batch.length;
    return rows;
  });
}

describe('an answer of PostgreSQL with other columns than the query', { skip: noPostgres }, () => {
  let server: PostgresServer;
  let proxy: Proxy;
  before(async () => {
    server = await serve();
    proxy = await Proxy.to(server.port);
  });
  after(() => proxy?.close());

  async function assertRefused(sql: string, said: RegExp): Promise<void> {
    const error = await failing(read(proxy.port, sql));
    assert.ok(error instanceof ExtractionError, String(error));
    assert.deepEqual([error.code, error.exitCode, error.passing], ['other-columns', 4, undefined]);
    assert.match(error.message, said);
  }

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['fewer', `select 'x' name_a`, /^ssd_person: .*1 in place of 2/],
    ['more', `select 'x' name_a, 'x' name_b, 'x' name_c`, /3 in place of 2/],
    ['in another order', `select 'x' name_b, 'x' name_a`, /column 1 is not "name_a"/],
    ['in another case', `select 'x' name_a, 'x' "NAME_B"`, /column 2 is not "name_b"/],
    ['none', 'select', /no result at all/],
    ['other ones, without a row', `select 'x' name_a, 'x' name_c limit 0`, /column 2 is not/],
  ];
  for (const [name, sql, said] of wrong) {
    it(`is refused: ${name}`, () => assertRefused(sql, said));
  }

  it('is refused when something on the way renames a column, and taken when nothing does', async () => {
    const sql = `select 'x' name_a, 'x' name_b from generate_series(1, 3)`;
    assert.equal(await read(proxy.port, sql), 3);
    proxy.alter = (bytes) =>
      Buffer.from(bytes.toString('latin1').replace('name_b\0', 'name_z\0'), 'latin1');
    await assertRefused(sql, /column 2 is not "name_b"/);
  });
});
