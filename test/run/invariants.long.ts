import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import type { PGlite } from '@electric-sql/pglite';
import type { SpecField } from '../../src/spec/model.ts';
import { prepare } from '../../src/prepare/prepare.ts';
import { openEmbedded } from '../../src/sources/postgres/embedded.ts';
import { type CsvRow, type Extracted, extract, readObject } from '../support/extract.ts';

/**
 * What must hold in any bundle, checked against the CMS tables themselves with queries of its own:
 * - a key column that is unique in its CMS table is unique in the file, and a made-up key always
 * is;
 * - a reference that finds its row in the CMS finds it in the file, unless the standard leaves that
 * row out; which rows the
 *   standard has is said here once more, in plain SQL, for every object that others refer to.
 */
const asOf = '2026-11-22';
const WINDOW = `timestamp '2020-11-22'`;
const TOMORROW = `timestamp '2026-11-23'`;
const cms = 'liquid_logic';
const { spec, planSet } = prepare({ cms });
const extracted = new Set(
  planSet.plans.filter((plan) => plan.status === 'extracted').map((plan) => plan.object),
);

/** The persons of the standard, in plain SQL. */
const COHORT = `
  select p."DIM_PERSON_ID" as id from "DIM_PERSON" p
  where p."DIM_PERSON_ID" <> -1 and p."DUPLICATED_DTTM" is null and p."IS_CLIENT" = 'Y' and (
    exists (select 1 from "FACT_CONTACTS" c where c."DIM_PERSON_ID" = p."DIM_PERSON_ID" and c."CONTACT_DTTM" >= ${WINDOW} and c."CONTACT_DTTM" < ${TOMORROW})
    or exists (select 1 from "FACT_REFERRALS" r where r."DIM_PERSON_ID" = p."DIM_PERSON_ID" and (r."REFRL_START_DTTM" >= ${WINDOW} or r."REFRL_END_DTTM" >= ${WINDOW} or r."REFRL_END_DTTM" is null))
    or exists (select 1 from "FACT_CLA_CARE_LEAVERS" l where l."DIM_PERSON_ID" = p."DIM_PERSON_ID" and l."IN_TOUCH_DTTM" >= ${WINDOW})
    or exists (select 1 from "DIM_CLA_ELIGIBILITY" e where e."DIM_PERSON_ID" = p."DIM_PERSON_ID" and e."DIM_LOOKUP_ELIGIBILITY_STATUS_DESC" is not null)
    or exists (select 1 from "FACT_INVOLVEMENTS" i where i."DIM_PERSON_ID" = p."DIM_PERSON_ID" and i."DIM_WORKER_ID" <> -1 and (i."END_DTTM" > ${WINDOW} or i."END_DTTM" is null)
      and (coalesce(i."DIM_LOOKUP_INVOLVEMENT_TYPE_CODE", '') not like 'KA%' or i."IS_ALLOCATED_CW_FLAG" = 'Y')))`;

/**
 * The rows that the standard has of an object: FROM and WHERE of a query over `t`; `person` is the
 * cohort.
 */
const REPORTED: Readonly<Record<string, string>> = {
  ssd_person: `"DIM_PERSON" t where t."DIM_PERSON_ID" in (select id from person)`,
  ssd_professionals: `"DIM_WORKER" t where t."DIM_WORKER_ID" <> -1 and t."STAFF_ID" is not null and lower(trim(t."STAFF_ID")) <> 'unknown'`,
  ssd_department: `"DIM_DEPARTMENT" t where t."DIM_DEPARTMENT_ID" <> -1`,
  ssd_cin_episodes: `"FACT_REFERRALS" t where (t."REFRL_START_DTTM" >= ${WINDOW} or t."REFRL_END_DTTM" is null) and t."DIM_PERSON_ID" <> -1 and t."DIM_PERSON_ID" in (select id from person)`,
  ssd_s47_enquiry: `"FACT_S47" t where t."START_DTTM" < ${TOMORROW} and (t."END_DTTM" >= ${WINDOW} or t."END_DTTM" is null) and t."DIM_PERSON_ID" in (select id from person)`,
  ssd_initial_cp_conference: `"FACT_CP_CONFERENCE" t join "FACT_MEETINGS" m on m."FACT_MEETING_ID" = t."FACT_MEETING_ID"
    where lower(m."DIM_LOOKUP_MTG_TYPE_ID_CODE") = 'cpconference' and (m."ACTUAL_DTTM" >= ${WINDOW} or m."ACTUAL_DTTM" is null) and t."DIM_PERSON_ID" in (select id from person)`,
  ssd_cp_plans: `"FACT_CP_PLAN" t where (t."END_DTTM" >= ${WINDOW} or t."END_DTTM" is null) and t."DIM_PERSON_ID" in (select id from person)`,
  ssd_cla_placement: `"FACT_CLA_PLACEMENT" t where t."DIM_LOOKUP_PLACEMENT_TYPE_CODE" ~ '^(A[1-6]|F[1-6]|H[1-5]|H5a|K[12]|M[23]|P[12]|Q[12]|R[1235]|S1|T[01]|U[1-6]|Z1)$' and (t."END_DTTM" >= ${WINDOW} or t."END_DTTM" is null)`,
  ssd_cla_episodes: `"FACT_CARE_EPISODES" t join "FACT_CLA" c on c."FACT_CLA_ID" = t."FACT_CLA_ID" where (t."CARE_END_DATE" >= ${WINDOW} or t."CARE_END_DATE" is null) and t."DIM_PERSON_ID" in (select id from person)`,
  ssd_cin_assessments: `"FACT_SINGLE_ASSESSMENT" t where upper(t."DIM_LOOKUP_STEP_SUBSTATUS_CODE") not in ('X', 'D') and t."DIM_PERSON_ID" in (select id from person)
    and (not exists (select 1 from "FACT_FORM_ANSWERS" a where a."FACT_FORM_ID" = t."FACT_FORM_ID" and a."ANSWER_NO" in ('seenYN', 'FormEndDate'))
      or (select max(cast(a."ANSWER" as timestamp)) from "FACT_FORM_ANSWERS" a where a."FACT_FORM_ID" = t."FACT_FORM_ID" and a."ANSWER_NO" = 'FormEndDate' and pg_input_is_valid(a."ANSWER", 'timestamp')) >= ${WINDOW})`,
};

const relations = [
  ...new Map(
    [
      ...spec.relationships.map(({ child, parent }) => ({ child, parent })),
      ...spec.objects.flatMap((object) =>
        object.fields.flatMap((field) =>
          field.foreignKey
            ? [{ child: { object: object.name, field: field.name }, parent: field.foreignKey }]
            : [],
        ),
      ),
    ]
      .filter(({ child, parent }) => extracted.has(child.object) && extracted.has(parent.object))
      .map((pair) => [JSON.stringify(pair), pair]),
  ).values(),
];

function fieldOf(object: string, name: string): SpecField {
  const field = spec.objects
    .find((item) => item.name === object)
    ?.fields.find((item) => item.name === name);
  assert.ok(field, `${object}.${name}`);
  return field;
}

function sourceOf(object: string, name: string): { table: string; column: string } | undefined {
  const source = fieldOf(object, name).sources.get(cms);
  const [column, ...others] = source?.columns ?? [];
  return source?.table !== undefined && column !== undefined && others.length === 0
    ? { table: source.table, column }
    : undefined;
}

for (const seed of [11, 1202, 987654]) {
  describe(`the bundle of 300 children, seed ${seed}`, () => {
    let first: Extracted;
    let database: string;
    const files = new Map<string, CsvRow[]>();
    const rowsOf = (object: string): CsvRow[] => files.get(object) ?? [];
    const valuesOf = (object: string, field: string): string[] =>
      rowsOf(object)
        .map((row) => row[field] ?? '')
        .filter((value) => value !== '');

    before(async () => {
      first = await extract({ asOf, children: 300, seed });
      database = first.database;
      for (const object of extracted) files.set(object, await readObject(first.bundle, object));
    });

    it('has rows of every object that Liquid Logic can fill', () =>
      assert.deepEqual(
        [...extracted].filter((object) => rowsOf(object).length === 0),
        [],
      ));

    it('has a file for each of the 46 objects; those that Liquid Logic cannot fill have their header alone, and say why', () => {
      assert.equal(first.manifest.files.length, 46);
      for (const { object, file, status, reason, rows, query, columns } of first.manifest.files) {
        if (extracted.has(object)) continue;
        assert.deepEqual([status, rows, query], ['placeholder', 0, null], object);
        assert.ok((reason ?? '').length > 0, object);
        assert.equal(
          fs.readFileSync(path.join(first.bundle, file), 'utf8'),
          `${columns.join(',')}\r\n`,
        );
        assert.deepEqual(
          columns,
          spec.objects.find((item) => item.name === object)?.fields.map((field) => field.name),
        );
      }
    });

    it('keeps primary keys that are unique in the CMS unique', async () => {
      await query(database, async (db) => {
        for (const object of spec.objects.filter((item) => extracted.has(item.name))) {
          const sources = object.primaryKey.map((key) => sourceOf(object.name, key));
          const [table, ...others] = new Set(sources.map((source) => source?.table));
          const columns = sources.map((source) => `"${source?.column}"`).join(', ');
          const plain = table !== undefined && others.length === 0;
          const unique =
            !plain ||
            (await texts(db, `select 1 from "${table}" group by ${columns} having count(*) > 1`))
              .length === 0;
          const keys = rowsOf(object.name).map((row) =>
            JSON.stringify(object.primaryKey.map((key) => row[key] ?? '')),
          );
          assert.ok(
            keys.every((key) => !key.includes('""')),
            `${object.name} has a row without its key`,
          );
          if (unique) {
            assert.equal(new Set(keys).size, keys.length, `the key of ${object.name} repeats`);
          }
        }
      });
    });

    it('has exactly the rows that the standard has, of every object that others refer to', async () => {
      await query(database, async (db) => {
        for (const [object, rows] of Object.entries(REPORTED)) {
          const key = spec.objects.find((item) => item.name === object)?.primaryKey[0] ?? '';
          const source = sourceOf(object, key);
          assert.deepEqual(
            [...new Set(valuesOf(object, key))].sort(),
            (await reported(db, source?.column ?? '', rows)).sort(),
            object,
          );
        }
      });
    });

    it('keeps every relationship that holds in the CMS', async () => {
      const parents = new Set(relations.map(({ parent }) => parent.object));
      assert.deepEqual(
        [...parents].filter((object) => !(object in REPORTED)),
        [],
        'each parent has its rule above',
      );
      await query(database, async (db) => {
        for (const { child, parent } of relations) {
          const source = sourceOf(parent.object, parent.field);
          assert.ok(source, `${parent.object}.${parent.field}`);
          const mustBeThere = new Set(
            await reported(db, source.column, REPORTED[parent.object] ?? ''),
          );
          const there = new Set(valuesOf(parent.object, parent.field));
          const lost = valuesOf(child.object, child.field).filter(
            (value) => mustBeThere.has(value) && !there.has(value),
          );
          assert.equal(
            lost.length,
            0,
            `${child.object}.${child.field} → ${parent.object}.${parent.field}: ${lost.length} lost`,
          );
        }
      });
    });

    it('holds nobody outside the cohort, but for the three objects that have none', () => {
      const persons = new Set(valuesOf('ssd_person', 'pers_person_id'));
      for (const { child } of relations.filter(
        ({ parent }) => parent.field === 'pers_person_id' || parent.field.endsWith('_person_id'),
      )) {
        if (
          child.field === 'moth_childs_person_id' ||
          ['ssd_cp_visits', 'ssd_cla_placement', 'ssd_assessment_factors'].includes(child.object)
        ) {
          continue;
        }
        assert.ok(
          valuesOf(child.object, child.field).every((value) => persons.has(value)),
          `${child.object}.${child.field}`,
        );
      }
    });

    it('has keys that stay from run to run where the reference draws them at random', async () => {
      const random = {
        ssd_care_leavers: 'clea_table_id',
        ssd_send: 'send_table_id',
        ssd_linked_identifiers: 'link_table_id',
      };
      const again = await extract({ asOf, database, only: Object.keys(random) });
      for (const file of again.manifest.files) {
        assert.equal(
          file.sha256,
          first.manifest.files.find((other) => other.object === file.object)?.sha256,
          file.object,
        );
      }
      for (const [object, key] of Object.entries(random)) {
        assert.equal(new Set(valuesOf(object, key)).size, rowsOf(object).length, object);
      }
    });
  });
}

async function query(database: string, use: (db: PGlite) => Promise<void>): Promise<void> {
  const source = await openEmbedded({ path: database });
  try {
    await source.db.exec('set search_path to "Child_Social"');
    await source.db.exec(`create temp view person as ${COHORT}`);
    await use(source.db);
  } finally {
    await source.close();
  }
}

async function texts(db: PGlite, text: string): Promise<string[]> {
  const { rows } = await db.query<[string]>(text, [], { rowMode: 'array' });
  return rows.map(([value]) => String(value));
}

async function reported(db: PGlite, column: string, rows: string): Promise<string[]> {
  return texts(db, `select distinct t."${column}"::text from ${rows}`);
}
