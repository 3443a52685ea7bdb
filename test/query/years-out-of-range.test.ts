import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { sql } from 'kysely';
import { formatCell } from '../../src/extract/cell-format.ts';
import { oracle } from '../../src/query/dialects/oracle.ts';
import { postgres } from '../../src/query/dialects/postgres.ts';
import { compilerFor } from '../../src/query/tables.ts';
import { ORACLE_FUNCTIONS } from '../servers/tns/oracle-functions.ts';
import { openNew } from '../support/new-database.ts';

const db = await openNew();
await db.exec(ORACLE_FUNCTIONS);
after(() => db.close());

const cases = [
  ['2024-01-05 09:30:00.5', '2024-01-05', '2024-01-05T09:30:00.5'],
  ['0987-01-05 00:00:00', '0987-01-05', '0987-01-05T00:00:00'],
  ['2024-01-05 00:00:00 BC', '-2024-01-05', '-2024-01-05'],
  ['4712-01-01 00:00:00 BC', '-4712-01-01', '-4712-01-01'],
] as const;
const ofPostgres = [
  ['10000-01-01 00:00:00', '10000-01-01', '10000-01-01T00:00:00.000'],
  ['infinity', 'infinity', 'infinity'],
  ['-infinity', '-infinity', '-infinity'],
] as const;

for (const [dialect, path, all] of [
  [postgres, 'pg_catalog', [...cases, ...ofPostgres]],
  [oracle, 'ora, pg_catalog', cases],
] as const) {
  describe(`a moment that leaves ${dialect.product}`, () => {
    for (const [stored, day, moment] of all) {
      it(`${stored} keeps its meaning`, async () => {
        await db.exec(`set search_path = ${path}`);
        const value = sql`cast(${sql.lit(stored)} as timestamp)`;
        const { sql: text } = compilerFor(dialect)
          .selectNoFrom([
            dialect.output(value, 'date').as('day'),
            dialect.output(value, 'datetime').as('moment'),
          ])
          .compile();
        const { rows } = await db.query<{ day: string; moment: string }>(
          text.replace(/ from dual$/i, ''),
        );
        const [row] = rows;
        assert.equal(formatCell(row?.day ?? null, 'date', 'iso'), day);
        const shown = formatCell(row?.moment ?? null, 'datetime', 'iso');
        assert.equal(shown?.replace(/^(-\d{4}-\d\d-\d\d)T.*$/, '$1'), moment);
      });
    }
  });
}
