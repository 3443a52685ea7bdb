import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import type { Plan } from '../../src/mapping/plan.ts';
import { columnsNeeded } from '../../src/mapping/columns-read.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { type Prepared, compileFor, prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { SESSION } from '../../src/sources/postgres/embedded.ts';
import { synthesise } from '../../src/synth/synthesise.ts';
import { openEmbeddedTestDatabase } from '../../src/testdb/engines/embedded.ts';
import { ROOT } from '../support/process.ts';
import { tempDir } from '../support/files.ts';

/**
 * Brothers and sisters share forms and steps. Whatever a form says of one child, and whatever a
 * step led to for one, the rows of every other child stay as they are: all of that is taken away
 * from the children with odd numbers and the rows of the even ones are compared, and the other way
 * round. Their own rows must change, or the comparison proves nothing.
 */
const ABOUT_ONE = ['DM_CACHED_FORM_ANSWERS', 'DM_FILTER_FORM_ANSWERS', 'DM_WORKFLOW_LINKS'];
const asOf = '2026-11-22';
const site = loadSite(path.join(ROOT, 'config', 'mosaic.demo.yml'));
const standard = prepareSite(site);
const others = prepareSite({
  ...site,
  parameters: { ...site.parameters, visit_source: 'visits', care_plan_source: 'steps' },
});

const reads = (plan: Plan): boolean =>
  ABOUT_ONE.some((table) => columnsNeeded([plan], undefined).has(table));
const chosen = (prepared: Prepared): readonly Plan[] => prepared.planSet.plans.filter(reads);
interface Case {
  readonly name: string;
  readonly prepared: Prepared;
  readonly plan: Plan;
}
const cases: readonly Case[] = [
  ...chosen(standard).map((plan) => ({ name: plan.object, prepared: standard, plan })),
  ...chosen(others)
    .filter((plan) => /^ssd_(cin_visits|cp_visits|cla_care_plan)$/.test(plan.object))
    .map((plan) => ({ name: `${plan.object}, its other variant`, prepared: others, plan })),
];

let db: PGlite;

async function fill(folder: string): Promise<void> {
  const { catalogue } = standard.profile;
  const database = await openEmbeddedTestDatabase({ path: folder, schema: 'cms' });
  const tables = new Map(
    [...catalogue].map(([name, { columns }]) => [
      name,
      new Map([...columns.values()].map((column) => [column.name, column.declared])),
    ]),
  );
  await database.create(tables);
  for (const { table, columns, rows } of synthesise('mosaic', catalogue, {
    children: 1000,
    seed: 11,
    asOf,
  })) {
    if (rows.length > 0) await database.insert(table, columns, rows);
  }
  await database.index(tables, catalogue);
  await database.close();
}

/** The rows of the even children and of the odd ones, each row as a text. */
type Halves = readonly [even: readonly string[], odd: readonly string[]];

async function rowsOf(prepared: Prepared, plan: Plan): Promise<Halves> {
  const query = compileFor(prepared, plan, {
    dialect: DIALECTS.postgres,
    place: { schema: 'cms' },
    asOf,
    windowYears: 6,
  });
  assert.ok(query);
  const person = query.columns.findIndex((column) => column.endsWith('_person_id'));
  const { rows } = await db.transaction(async (transaction) => {
    await transaction.exec(SESSION);
    return transaction.query<(string | null)[]>(
      query.sql,
      query.parameters.map((parameter) => parameter.value),
      { rowMode: 'array' },
    );
  });
  const half = (remainder: number): string[] =>
    rows
      .filter((row) => Number(row[person]) % 2 === remainder)
      .map((row) => JSON.stringify(row))
      .sort();
  return [half(0), half(1)];
}

async function everyCase(): Promise<Map<string, Halves>> {
  const found = new Map<string, Halves>();
  for (const { name, prepared, plan } of cases) found.set(name, await rowsOf(prepared, plan));
  return found;
}

/**
 * Every object while answers about these children alone, and links to steps about these children
 * alone, are away.
 */
async function without(remainder: number): Promise<Map<string, Halves>> {
  for (const table of ABOUT_ONE) {
    await db.exec(`create table "${table}" as select * from cms."${table}"`);
  }
  await db.exec(`
    delete from cms."DM_CACHED_FORM_ANSWERS" where "SUBJECT_PERSON_ID" > 0 and "SUBJECT_PERSON_ID" % 2 = ${remainder};
    delete from cms."DM_FILTER_FORM_ANSWERS" where "SUBJECT_PERSON_ID" > 0 and "SUBJECT_PERSON_ID" % 2 = ${remainder};
    delete from cms."DM_WORKFLOW_LINKS" where "TARGET_STEP_ID" not in (
      select step."WORKFLOW_STEP_ID" from cms."DM_WORKFLOW_STEPS" step
      join cms."DM_SUBGROUP_SUBJECTS" child on child."SUBGROUP_ID" = step."SUBGROUP_ID" and child."SUBJECT_TYPE_CODE" = 'PER' and child."SUBJECT_COMPOUND_ID" % 2 <> ${remainder});
    analyze`);
  const found = await everyCase();
  for (const table of ABOUT_ONE) {
    await db.exec(
      `delete from cms."${table}"; insert into cms."${table}" select * from "${table}"; drop table "${table}"`,
    );
  }
  return found;
}

describe('what is recorded about one child', () => {
  let whole: Map<string, Halves>;
  let half: readonly Map<string, Halves>[];

  before(async () => {
    const folder = path.join(tempDir(), 'db');
    await fill(folder);
    db = await PGlite.create(folder);
    whole = await everyCase();
    half = [await without(0), await without(1)];
  });
  after(() => db.close());

  for (const { name } of cases) {
    it(`changes no row of another: ${name}`, () => {
      for (const remainder of [0, 1] as const) {
        const other = remainder === 0 ? 1 : 0;
        assert.deepEqual(half[remainder]?.get(name)?.[other], whole.get(name)?.[other]);
        assert.notDeepEqual(
          half[remainder]?.get(name)?.[remainder],
          whole.get(name)?.[remainder],
          'it changes the row of the child itself',
        );
      }
    });
  }
});
