import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PostgresServer } from '../servers/postgres/server.ts';
import { noPostgres } from '../servers/postgres/binaries.ts';
import { allRows, connectionTo, query, never, serve, withSource } from './support.ts';

describe('values on a real PostgreSQL', { skip: noPostgres }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await serve({
      settings: {
        datestyle: 'SQL, DMY',
        timezone: 'America/New_York',
        bytea_output: 'escape',
        extra_float_digits: '-3',
        intervalstyle: 'iso_8601',
      },
    });
  });
  const here = process.env['TZ'];
  after(() => {
    if (here === undefined) delete process.env['TZ'];
    else process.env['TZ'] = here;
  });

  const cases: readonly [type: string, sql: string, text: string | null][] = [
    ['bigint', `9223372036854775807::bigint`, '9223372036854775807'],
    ['numeric', `12345678901234567890.1234567890::numeric`, '12345678901234567890.1234567890'],
    ['double', `0.1::float8 + 0.2::float8`, '0.30000000000000004'],
    ['real', `0.1::real`, '0.1'],
    ['date', `date '2024-12-10'`, '2024-12-10'],
    ['timestamp', `timestamp '2024-03-31 01:30:00.123456'`, '2024-03-31 01:30:00.123456'],
    ['timestamptz in summer', `timestamptz '2024-06-30 23:00:00+00'`, '2024-07-01 00:00:00+01'],
    ['timestamptz in winter', `timestamptz '2024-01-10 00:00:00+00'`, '2024-01-10 00:00:00+00'],
    ['a zone cast away', `(timestamptz '2024-06-30 23:00Z')::timestamp`, '2024-07-01 00:00:00'],
    ['time', `time '09:30:00.5'`, '09:30:00.5'],
    ['interval', `interval '1 day 02:00'`, '1 day 02:00:00'],
    ['bytea', `'\\xDEADBEEF'::bytea`, '\\xdeadbeef'],
    ['char without its padding', `'ab '::char(10)`, 'ab'],
    ['text with its blanks', `'ab  '::text`, 'ab  '],
    ['boolean', `true`, 't'],
    [
      'uuid',
      `'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::uuid`,
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
    ],
    ['array', `array[1, 2]`, '{1,2}'],
    ['json', `'{"a": [1]}'::json`, '{"a": [1]}'],
    ['money', `12.5::money`, '$12.50'],
    ['infinity', `'infinity'::timestamp`, 'infinity'],
    ['null', `null::text`, null],
    ['empty', `''`, ''],
    ['emoji, quotes and line ends', `E'O''Brien "\\r\\n" 👩‍👧 é'`, `O'Brien "\r\n" 👩‍👧 é`],
    ['a million characters', `repeat('é', 1000000)`, 'é'.repeat(1_000_000)],
  ];
  for (const zone of ['UTC', 'America/New_York', 'Pacific/Auckland']) {
    it(`come as the database shows them, whatever its settings, on a machine in ${zone}`, async () => {
      process.env['TZ'] = zone;
      await withSource(connectionTo(server), async (source) => {
        const [row] = await allRows(source, `select ${cases.map(([, sql]) => sql).join(', ')}`);
        assert.deepEqual(
          cases.map(([type], index) => [type, row?.[index]]),
          cases.map(([type, , text]) => [type, text]),
        );
      });
    });
  }

  it('parameters reach the server as they are', async () => {
    const parameters = [
      { name: 'p1', type: 'text' as const, value: `O'Brien \\ "é"` },
      { name: 'p2', type: 'integer' as const, value: 9007199254740991 },
      { name: 'p3', type: 'moment' as const, value: '2024-03-31T01:30:00' },
    ];
    const sql = 'select cast($1 as text), cast($2 as bigint), cast($3 as timestamp)';
    await withSource(connectionTo(server), async (source) => {
      for await (const rows of source.stream(query(sql, parameters), { signal: never })) {
        assert.deepEqual(rows, [[`O'Brien \\ "é"`, '9007199254740991', '2024-03-31 01:30:00']]);
      }
    });
  });
});
