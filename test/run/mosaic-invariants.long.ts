import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { openEmbedded } from '../../src/sources/postgres/embedded.ts';
import type { SpecObject } from '../../src/spec/model.ts';
import { ROOT } from '../support/process.ts';
import { type CsvRow, type Extracted, extract, readObject } from '../support/extract.ts';

/**
 * What must hold in any Mosaic bundle, checked against the CMS tables themselves with queries of
 * its own:
 * - every row has its key, and the key by which the mapping tells rows apart is unique with the
 * child, since brothers and sisters share steps;
 * - a reference that finds its row in the CMS finds it in the file, and where rows are a child's,
 * the same child's; which rows the standard
 *   has is said here once more, in plain SQL, for every object that others refer to.
 */
const asOf = '2026-11-22';
const WINDOW = `timestamp '2020-11-22'`;
const TODAY = `timestamp '2026-11-22'`;
const site = loadSite(path.join(ROOT, 'config', 'mosaic.demo.yml'));
const { spec, planSet } = prepareSite(site);
const extracted = new Set(
  planSet.plans.filter((plan) => plan.status === 'extracted').map((plan) => plan.object),
);
const objects = spec.objects.filter(({ name }) => extracted.has(name));

const children = (step: string): string =>
  `"DM_SUBGROUP_SUBJECTS" child on child."SUBGROUP_ID" = ${step}."SUBGROUP_ID" and child."SUBJECT_TYPE_CODE" = 'PER'`;

/** The rows that the standard has of an object: fields, and a query of their values. */
const REPORTED: Readonly<
  Record<string, { readonly fields: readonly string[]; readonly sql: string }>
> = {
  ssd_person: { fields: ['pers_person_id'], sql: 'select "PERSON_ID" from "DM_PERSONS"' },
  ssd_professionals: {
    fields: ['prof_professional_id'],
    sql: `select w."WORKER_ID" from "DM_WORKERS" w join "DM_ALLOCATED_WORKERS" a on a."WORKER_ID" = w."WORKER_ID" where a."START_DATE" <= ${TODAY} and (a."END_DATE" >= ${TODAY} or a."END_DATE" is null)`,
  },
  ssd_department: {
    fields: ['dept_team_id'],
    sql: 'select "ORGANISATION_ID" from "DM_ORGANISATIONS"',
  },
  ssd_cin_episodes: {
    fields: ['cine_referral_id', 'cine_person_id'],
    sql: 'select r."REFERRAL_ID", r."PERSON_ID" from "DM_CIN_REFERRALS" r join "DM_WORKFLOW_STEPS" s on s."WORKFLOW_STEP_ID" = r."REFERRAL_ID"',
  },
  ssd_cin_assessments: {
    fields: ['cina_assessment_id', 'cina_person_id'],
    sql: `
    select child."SUBJECT_COMPOUND_ID"::text || s."WORKFLOW_STEP_ID"::text, child."SUBJECT_COMPOUND_ID" from "DM_WORKFLOW_STEPS" s join ${children('s')}
    where s."IS_CONTINUOUS_ASSESSMENT" = 'Y' and s."STEP_STATUS" in ('INCOMING', 'STARTED', 'REOPENED', 'COMPLETED')
      and coalesce(s."STARTED_ON", s."INCOMING_ON") <= ${TODAY} and (s."COMPLETED_ON" >= ${WINDOW} or s."COMPLETED_ON" is null)`,
  },
  ssd_s47_enquiry: {
    fields: ['s47e_s47_enquiry_id', 's47e_person_id'],
    sql: `
    select s."WORKFLOW_STEP_ID", child."SUBJECT_COMPOUND_ID" from "DM_WORKFLOW_STEPS" s join ${children('s')}
    where s."IS_SECTION_47_ENQUIRY" = 'Y' and s."STEP_STATUS" in ('INCOMING', 'STARTED', 'REOPENED', 'COMPLETED')
      and date_trunc('day', s."STARTED_ON") <= ${TODAY} and (s."COMPLETED_ON" >= ${WINDOW} or s."COMPLETED_ON" is null)`,
  },
  ssd_initial_cp_conference: {
    fields: ['icpc_icpc_id', 'icpc_person_id'],
    sql: `
    select s."WORKFLOW_STEP_ID", child."SUBJECT_COMPOUND_ID" from "DM_WORKFLOW_STEPS" s join ${children('s')} where s."CP_CONFERENCE_CATEGORY" = 'Initial' and s."STEP_STATUS" = 'COMPLETED'`,
  },
  ssd_cp_plans: {
    fields: ['cppl_cp_plan_id', 'cppl_person_id'],
    sql: `
    select "REGISTRATION_ID", "PERSON_ID" from "DM_REGISTRATIONS" where "IS_CHILD_PROTECTION_PLAN" = 'Y' and coalesce("IS_TEMPORARY_CHILD_PROTECTION", 'N') = 'N'`,
  },
  ssd_cla_placement: {
    fields: ['clap_cla_placement_id', 'clap_person_id'],
    sql: `
    select "PLACEMENT_ID", "PERSON_ID" from "DM_PLACEMENTS" p where "SPLIT_NUMBER" = (select max(l."SPLIT_NUMBER") from "DM_PLACEMENTS" l where l."PLACEMENT_ID" = p."PLACEMENT_ID")`,
  },
  ssd_cla_episodes: {
    fields: ['clae_cla_id', 'clae_person_id'],
    sql: `
    select e."PERIOD_OF_CARE_ID", e."PERSON_ID" from "DM_CLA_SUMMARIES" e join "DM_PERIODS_OF_CARE" c on c."PERIOD_OF_CARE_ID" = e."PERIOD_OF_CARE_ID"
    join "DM_LEGAL_STATUSES" l on l."LEGAL_STATUS_ID" = e."LEGAL_STATUS_ID" join "DM_PLACEMENTS" p on p."PLACEMENT_ID" = e."PLACEMENT_ID" and p."SPLIT_NUMBER" = e."PLACEMENT_SPLIT_NUMBER"
    join "DM_PLACEMENT_DETAILS" d on d."ELEMENT_DETAIL_ID" = e."ELEMENT_DETAIL_ID" and d."SPLIT_NUMBER" = e."SERVICE_SPLIT_NUMBER"`,
  },
};

const relations = [
  ...new Map(
    [
      ...spec.relationships.map(({ child, parent }) => ({ child, parent })),
      ...objects.flatMap((object) =>
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

/** Keys that the reference draws at random or numbers by run. */
const MADE = {
  ssd_mother: 'moth_table_id',
  ssd_cin_plans: 'cinp_cin_plan_id',
  ssd_care_leavers: 'clea_table_id',
};

const text = (values: readonly (string | undefined)[]): string =>
  values.map((value) => value ?? '').join(' of ');
const personOf = (object: string): string | undefined =>
  spec.objects
    .find(({ name }) => name === object)
    ?.fields.find(({ name }) => /_person_id$/.test(name))?.name;

for (const seed of [987654]) {
  describe(`the Mosaic bundle of 200 children, seed ${seed}`, () => {
    const more = `parameters: ${JSON.stringify(site.parameters)}\n`;
    const files = new Map<string, CsvRow[]>();
    const rowsOf = (object: string): CsvRow[] => files.get(object) ?? [];
    const reported = new Map<string, Set<string>>();
    let first: Extracted;

    before(async () => {
      first = await extract({ asOf, cms: 'mosaic', children: 200, seed, more });
      for (const object of extracted) files.set(object, await readObject(first.bundle, object));
      const source = await openEmbedded({ path: first.database });
      for (const [object, { sql }] of Object.entries(REPORTED)) {
        const { rows } = await source.db.query<unknown[]>(sql, [], { rowMode: 'array' });
        reported.set(object, new Set(rows.map((row) => text(row.map(String)))));
      }
      await source.close();
    });

    it('has rows of every object that Mosaic can fill', () =>
      assert.deepEqual(
        [...extracted].filter((object) => rowsOf(object).length === 0),
        [],
      ));

    for (const object of objects) {
      it(`tells rows apart by key and child: ${object.name}`, () =>
        tellsApart(object, rowsOf(object.name)));
    }

    it('has exactly the rows that the standard has, of every object that others refer to', () => {
      for (const [object, { fields }] of Object.entries(REPORTED)) {
        assert.deepEqual(
          [...new Set(rowsOf(object).map((row) => text(fields.map((field) => row[field]))))].sort(),
          [...(reported.get(object) ?? [])].sort(),
          object,
        );
      }
    });

    for (const { child, parent } of relations) {
      it(`keeps what holds in the CMS: ${child.object}.${child.field} → ${parent.field}`, () => {
        const fields = REPORTED[parent.object]?.fields ?? [];
        const at = fields.indexOf(parent.field);
        assert.ok(at >= 0, `${parent.object} has its rule above`);
        const there = new Set(rowsOf(parent.object).map((row) => row[parent.field]));
        const inCms = [...(reported.get(parent.object) ?? [])].map((row) => row.split(' of '));
        const mustBeThere = new Set(inCms.map((row) => row[at]));
        const values = rowsOf(child.object).filter((row) =>
          mustBeThere.has(row[child.field] ?? ''),
        );
        assert.equal(values.filter((row) => !there.has(row[child.field] ?? '')).length, 0, 'lost');
        const person = personOf(child.object);
        if (fields.length === 1 || at === 1 || person === undefined) return;
        const owners = new Set(inCms.map(text));
        assert.equal(
          values.filter((row) => !owners.has(text([row[child.field], row[person]]))).length,
          0,
          'of another child',
        );
      });
    }

    it('has keys that stay from run to run where the reference draws them at random', async () => {
      const again = await extract({
        asOf,
        cms: 'mosaic',
        database: first.database,
        only: Object.keys(MADE),
        more,
      });
      for (const file of again.manifest.files) {
        assert.equal(
          file.sha256,
          first.manifest.files.find((other) => other.object === file.object)?.sha256,
          file.object,
        );
      }
      for (const [object, key] of Object.entries(MADE)) {
        assert.equal(
          new Set(rowsOf(object).map((row) => row[key])).size,
          rowsOf(object).length,
          object,
        );
      }
    });
  });
}

function tellsApart(object: SpecObject, rows: readonly CsvRow[]): void {
  const person = personOf(object.name);
  const key = [
    ...(planSet.plans.find((plan) => plan.object === object.name)?.key ?? []),
    ...(person === undefined ? [] : [person]),
  ];
  const keys = rows.map((row) => JSON.stringify(key.map((name) => row[name] ?? '')));
  assert.ok(
    rows.every((row) => object.primaryKey.every((name) => row[name] !== '')),
    'a row without its key',
  );
  assert.equal(new Set(keys).size, keys.length, 'key and child repeat');
}
