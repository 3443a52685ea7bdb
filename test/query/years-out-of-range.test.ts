import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { sql } from 'kysely';
import { formatCell } from '../../src/extract/cell-format.ts';
import type { Dialect, Fragment } from '../../src/query/dialect.ts';
import { oracle } from '../../src/query/dialects/oracle.ts';
import { postgres } from '../../src/query/dialects/postgres.ts';
import { compilerFor } from '../../src/query/tables.ts';
import { ORACLE_FUNCTIONS } from '../servers/tns/oracle-functions.ts';
import { openNew } from '../support/new-database.ts';

const db = await openNew();
await db.exec(ORACLE_FUNCTIONS);
after(() => db.close());

const cases = [
  ['2024-01-05 09:30:00.5', '2024-01-05', '2024-01-05T09:30:00.5', '05/01/2024', '20240105093000'],
  ['0987-01-05 00:00:00', '0987-01-05', '0987-01-05T00:00:00', '05/01/0987', '09870105000000'],
  [
    '2024-01-05 09:30:00.5 BC',
    '-2024-01-05',
    '-2024-01-05T09:30:00.5',
    '05/01/-2024',
    '-20240105093000',
  ],
  [
    '4712-01-01 00:00:00 BC',
    '-4712-01-01',
    '-4712-01-01T00:00:00',
    '01/01/-4712',
    '-47120101000000',
  ],
] as const;
const ofPostgres = [
  [
    '10000-01-01 00:00:00',
    '10000-01-01',
    '10000-01-01T00:00:00.000',
    '01/01/10000',
    '100000101000000',
  ],
  ['infinity', 'infinity', 'infinity', 'infinity', 'infinity'],
  ['-infinity', '-infinity', '-infinity', '-infinity', '-infinity'],
] as const;

interface Row {
  readonly day: string;
  readonly moment: string;
  readonly british: string;
  readonly sortable: string;
}

const written = (dialect: Dialect, value: Fragment, pattern: string): Fragment =>
  dialect.functions.format_date(
    { sql: value, type: 'datetime' },
    { sql: sql.lit(pattern), type: 'text', constant: pattern },
  );

for (const [dialect, path, all] of [
  [postgres, 'pg_catalog', [...cases, ...ofPostgres]],
  [oracle, 'ora, pg_catalog', cases],
] as const) {
  describe(`a moment that leaves ${dialect.product}`, () => {
    for (const [stored, day, moment, british, sortable] of all) {
      it(`${stored} keeps its meaning`, async () => {
        await db.exec(`set search_path = ${path}`);
        const value = sql`cast(${sql.lit(stored)} as timestamp)`;
        const { sql: text } = compilerFor(dialect)
          .selectNoFrom([
            dialect.output(value, 'date').as('day'),
            dialect.output(value, 'datetime').as('moment'),
            written(dialect, value, 'DD/MM/YYYY').as('british'),
            written(dialect, value, 'YYYYMMDDhhmmss').as('sortable'),
          ])
          .compile();
        const { rows } = await db.query<Row>(text.replace(/ from dual$/i, ''));
        const [row] = rows;
        assert.equal(formatCell(row?.day ?? null, 'date', 'iso'), day);
        assert.equal(formatCell(row?.moment ?? null, 'datetime', 'iso'), moment);
        assert.deepEqual([row?.british, row?.sortable], [british, sortable]);
      });
    }
  });
}
