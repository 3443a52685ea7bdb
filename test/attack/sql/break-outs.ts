import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import fc from 'fast-check';
import { ALLOWED, checkSql } from '../../../src/mapping/raw-sql/check.ts';
import type { EngineName } from '../../../src/mapping/raw-sql/engine.ts';
import { type Piece, spell } from '../../../src/mapping/raw-sql/piece.ts';
import { layOut } from '../../../src/query/lay-out.ts';
import { judgeByParser, judgeLetters } from './judge.ts';
import { selectsOf, valuesOf } from './pieces.ts';

/** What is sent, bound values as a number. */
function sent(pieces: readonly Piece[]): string {
  return spell(pieces)
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      return piece.kind === 'parameter' ? '0' : `"${piece.alias}"."${piece.column}"`;
    })
    .join('');
}

/** What the guard makes of a text; undefined when it refuses it. */
export function taken(
  text: string,
  form: 'select' | 'value',
  engine: EngineName,
): string | undefined {
  const scope = new Set(form === 'value' ? ['t', 'p'] : []);
  const checked = checkSql(text, form, engine, scope);
  if ('fault' in checked) return undefined;
  const { expressions, pieces } = checked.statement;
  const heads = expressions.map((one) => `"${one.name}" as (${sent(one.pieces)})`);
  const head = heads.length > 0 ? `with ${heads.join(', ')}, ` : 'with ';
  return form === 'value'
    ? `select (${sent(pieces)}) "x" from "t" "t" cross join "t" "p"`
    : `${head}"own_sql" as (${sent(pieces)}) select * from "own_sql"`;
}

/** The layout changes blanks outside quotes, and nothing else. */
function judgeLayout(text: string, engine: EngineName): void {
  const tokens = (of: string): string[] => ALLOWED[engine].lex(of).map((token) => token.sql);
  assert.deepEqual(tokens(layOut(text)), tokens(text));
}

/** Break-outs from every class of token; the judges do not share the guard's code. */
export function describeBreakOuts(numRuns: number): void {
  for (const engine of ['mssql', 'oracle', 'postgres'] as const) {
    for (const form of ['select', 'value'] as const) {
      it(`${numRuns} texts as a ${form} for ${engine}: what is taken only reads`, () => {
        let [count, judged] = [0, 0];
        const texts = form === 'select' ? selectsOf(engine) : valuesOf(engine);
        fc.assert(
          fc.property(texts, (text) => {
            const query = taken(text, form, engine);
            if (query === undefined) return;
            count++;
            judgeLetters(query, engine);
            judgeLayout(query, engine);
            if (judgeByParser(query, engine) === 'judged') judged++;
          }),
          { numRuns },
        );
        assert.ok(count > numRuns / 20, `${count} of ${numRuns} were taken`);
        assert.ok(judged > count / 2, `the parser read ${judged} of ${count}`);
      });
    }
  }
}

const CANARY = `
create table canary (a int); insert into canary values (1);
create table t (a int, b text); insert into t values (1, 'x');
create sequence s;
create function writer(int) returns int language sql as 'insert into canary values (2) returning 1';
create function upper(varchar) returns text language sql
  as 'insert into canary values (4) returning 1::text';
create function max(int, int) returns int language sql as 'select writer(1)'`;

/** A database that notices what is written, in transactions that are not read-only. */
export function describeOnEngine(numRuns: number): void {
  describe('in PostgreSQL itself', () => {
    let db: PGlite;
    before(async () => {
      db = await PGlite.create();
      await db.exec(CANARY);
    });
    after(() => db.close());

    /** Runs in a transaction that may write, so that a write is seen rather than refused. */
    async function written(query: string): Promise<boolean> {
      await db.exec('begin');
      try {
        await db.query(query).catch(async (error: unknown) => {
          assert.doesNotMatch(String(error), /multiple commands/, query);
          await db.exec('rollback; begin');
        });
        const { rows } = await db.query<{ n: number }>(
          'select count(*)::int as n from canary having min(a) = 1 and max(a) = 1',
        );
        return rows[0]?.n !== 1;
      } finally {
        await db.exec('rollback');
      }
    }

    it('the canary sees a function that writes', async () => {
      assert.ok(await written('select writer(1)'));
      assert.ok(await written("select upper('x'::varchar)"), 'a function that hides upper');
    });

    it("a schema's own function never stands in for the engine's", async () => {
      const query = taken("select upper('x'::varchar) a from t", 'select', 'postgres') ?? '';
      assert.ok(query.length > 0);
      assert.equal(await written(query), false);
    });

    for (const form of ['select', 'value'] as const) {
      it(`${numRuns} texts as a ${form}: what is taken writes nothing`, async () => {
        let count = 0;
        await fc.assert(
          fc.asyncProperty(
            form === 'select' ? selectsOf('postgres') : valuesOf('postgres'),
            async (text) => {
              const query = taken(text, form, 'postgres');
              if (query === undefined) return;
              count++;
              assert.equal(await written(query), false, query);
            },
          ),
          { numRuns },
        );
        assert.ok(count > numRuns / 20, `${count} of ${numRuns} were taken`);
      });
    }
  });
}
