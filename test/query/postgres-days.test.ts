import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import { postgres } from '../../src/query/dialects/postgres.ts';
import { openNew } from '../support/new-database.ts';

const db = await openNew();
after(() => db.close());

const kysely = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (on) => new PostgresIntrospector(on),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});
const { sql: toDatetime } = postgres.functions
  .to_datetime({ sql: sql`t.t`, type: 'text' })
  .compile(kysely);

/** Each text, what becomes of it, and whether PostgreSQL takes it for a day and time by itself. */
async function read(
  texts: readonly string[],
): Promise<readonly [string, string | null, boolean][]> {
  const { rows } = await db.query<[string, string | null, boolean]>(
    `select t, cast(${toDatetime} as text), pg_input_is_valid(t, 'timestamp') from json_array_elements_text($1) t(t)`,
    [JSON.stringify(texts)],
    { rowMode: 'array' },
  );
  return rows;
}

const two = (n: number): string => String(n).padStart(2, '0');

describe('a text that may be a day, on PostgreSQL of any version', () => {
  it('every day of 1753 to 2104, and the days that are not', async () => {
    const years = [0, 1, 1600, 1752, 1753, 1756, 1800, 1896, 1900, 1904, 2000, 2023, 2024, 2100];
    const texts = [...years, 2104, 9999].flatMap((year) =>
      Array.from({ length: 14 * 33 }, (_, at) => {
        const [month, day] = [Math.floor(at / 33), at % 33];
        return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
      }),
    );
    for (const [text, moment, valid] of await read(texts)) {
      // SQL Server's datetime knows no day before 1753
      assert.equal(moment, valid && text >= '1753' ? `${text} 00:00:00` : null, text);
    }
  });
  it('days written as in England are the same days', async () => {
    const rows = await read(['29/02/2024', '29/02/2023', '10/12/2024', '32/01/2024', '00/00/0000']);
    assert.deepEqual(
      rows.map(([, moment]) => moment),
      ['2024-02-29 00:00:00', null, '2024-12-10 00:00:00', null, null],
    );
  });
  it('anything else is null, and ends no query', async () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789-/:T .'), maxLength: 24 });
    const part = (most: number): fc.Arbitrary<string> => fc.nat(most).map(two);
    const near = fc
      .tuple(fc.nat(9999), part(13), part(32), part(25), part(61), part(61))
      .map(([y, m, d, h, n, s]) => `${String(y).padStart(4, '0')}-${m}-${d}T${h}:${n}:${s}`);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(digits, near), { minLength: 50, maxLength: 50 }),
        async (texts) => {
          for (const [text, moment, valid] of await read(texts)) {
            // no other engine knows an hour 24 or a second 60
            const odd = /T24:|:60$/.test(text) || text < '1753';
            if (moment !== null) assert.ok(valid && !odd, text);
            else if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text)) assert.ok(!valid || odd, text);
          }
        },
      ),
      { numRuns: 60, seed: 7 },
    );
  });
});
