import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { valueTypeOf } from '../../src/mapping/catalogue.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { compilerFor } from '../../src/query/tables.ts';
import { Engine } from '../servers/engine/engine.ts';
import { EngineBacking } from '../servers/tds/engine-backing.ts';
import { withSystem } from '../servers/tds/system.ts';
import { connectionTo, listen, never, withSource } from './mssql-support.ts';

/**
 * A column as SQL Server declares it, as the engine holds it, a value at its edge, and the text
 * that must come out.
 */
const COLUMNS: readonly (readonly [
  declared: string,
  held: string,
  value: string,
  text: string | null,
])[] = [
  ['bigint', 'bigint', '-9223372036854775808', '-9223372036854775808'],
  ['int', 'int', '-2147483648', '-2147483648'],
  ['smallint', 'smallint', '32767', '32767'],
  ['bit', 'smallint', '1', '1'],
  [
    'decimal(38,10)',
    'numeric(38,10)',
    '1234567890123456789012345678.0123456789',
    '1234567890123456789012345678.0123456789',
  ],
  ['numeric(18,2)', 'numeric(18,2)', '0.10', '0.10'],
  ['money', 'numeric(19,4)', '922337203685477.5807', '922337203685477.5807'],
  ['float', 'float8', '0.1', '0.1'],
  ['float', 'float8', '1e-7', '1e-7'],
  ['real', 'float8', '0.5', '0.5'],
  ['datetime', 'timestamp(3)', "'2024-03-31 01:30:00.123'", '2024-03-31T01:30:00.123'],
  ['datetime', 'timestamp(3)', "'2024-02-29'", '2024-02-29T00:00:00'],
  ['date', 'date', "'0001-01-01'", '0001-01-01'],
  ['nvarchar(50)', 'text', "'O''Brien 🙂 '", "O'Brien 🙂 "],
  ['nvarchar(50)', 'text', 'null', null],
];

it('the query turns each type into text on the server where the driver would lose something', async () => {
  const engine = await Engine.open();
  try {
    await engine.define(
      `create schema "S"; create table "S"."V" (${COLUMNS.map(([, held], index) => `"c${index}" ${held}`).join(', ')}); insert into "S"."V" values (${COLUMNS.map(([, , value]) => value).join(', ')})`,
    );
    const server = await listen({
      backing: withSystem({ database: 'D' }, await EngineBacking.on(engine, 'D')),
    });
    const cells = COLUMNS.map(([declared], index) =>
      DIALECTS.mssql.output(sql.ref(`c${index}`), valueTypeOf(declared) ?? 'text').as(`c${index}`),
    );
    const query = compilerFor(DIALECTS.mssql)
      .selectFrom(sql<Record<string, unknown>>`"D"."S"."V"`.as('v'))
      .select(cells)
      .compile();
    await withSource(connectionTo(server, { database: 'D' }), async (source) => {
      for await (const rows of source.stream(
        { name: 'types', sql: query.sql, parameters: [] },
        { signal: never },
      )) {
        assert.deepEqual(rows, [COLUMNS.map(([, , , text]) => text)]);
      }
    });
  } finally {
    await engine.close();
  }
});
