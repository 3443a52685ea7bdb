import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, it } from 'node:test';
import { loadProfile } from '../../src/mapping/profile.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { loadSite } from '../../src/site/load.ts';
import type { SyntheticRows, SyntheticValue } from '../../src/synth/synthetic-rows.ts';
import { synthesise } from '../../src/synth/synthesise.ts';
import { openEmbeddedTestDatabase } from '../../src/testdb/engines/embedded.ts';
import { ROOT } from '../support/process.ts';
import { type CsvRow, extract, readObject } from '../support/extract.ts';
import { tempDir } from '../support/files.ts';
import { placeNew } from '../support/new-database.ts';

const profile = loadProfile(DATA_DIR, 'mosaic');
const asOf = '2026-11-22';
const dir = tempDir();

/** What every form says of a child whose person id is even, and of the others. */
const EVEN = { text: 'Yes', missing: 'Missing', date: '2021-02-02', number: 2 };
const ODD = { text: 'No', missing: 'Absent', date: '2022-03-03', number: 1 };

/**
 * Where answers end, and what a cell holds of an even child and of an odd one; null where anything
 * else fills it too.
 */
const FIELDS: readonly {
  readonly object: string;
  readonly field: string;
  readonly even: string | null;
  readonly odd: string | null;
}[] = [
  { object: 'ssd_early_help_episodes', field: 'earl_episode_reason', even: 'Yes', odd: 'No' },
  { object: 'ssd_early_help_episodes', field: 'earl_episode_end_reason', even: 'Yes', odd: 'No' },
  { object: 'ssd_cin_assessments', field: 'cina_assessment_child_seen', even: 'Y', odd: 'N' },
  { object: 'ssd_cin_visits', field: 'cinv_cin_visit_seen', even: 'Y', odd: null },
  { object: 'ssd_cin_visits', field: 'cinv_cin_visit_seen_alone', even: 'Y', odd: null },
  { object: 'ssd_cin_visits', field: 'cinv_cin_visit_date', even: EVEN.date, odd: ODD.date },
  { object: 'ssd_cp_visits', field: 'cppv_cp_visit_seen', even: 'Y', odd: null },
  { object: 'ssd_cp_reviews', field: 'cppr_cp_review_quorate', even: 'Yes', odd: 'No' },
  { object: 'ssd_cp_reviews', field: 'cppr_cp_review_participation', even: 'Yes', odd: 'No' },
  {
    object: 'ssd_cla_episodes',
    field: 'clae_cla_last_iro_contact_date',
    even: EVEN.date,
    odd: ODD.date,
  },
  { object: 'ssd_cla_visits', field: 'clav_cla_visit_seen', even: 'Y', odd: 'N' },
  { object: 'ssd_cla_immunisations', field: 'clai_immunisations_status', even: 'Y', odd: null },
  { object: 'ssd_cla_substance_misuse', field: 'clas_substance_misused', even: 'Yes', odd: 'No' },
  {
    object: 'ssd_cla_care_plan',
    field: 'lacp_cla_care_plan_json',
    even: 'ADOPTION',
    odd: 'RETURN6M',
  },
  {
    object: 'ssd_cla_previous_permanence',
    field: 'lapp_previous_permanence_option',
    even: 'Yes',
    odd: 'No',
  },
  {
    object: 'ssd_cla_previous_permanence',
    field: 'lapp_previous_permanence_la',
    even: 'Yes',
    odd: 'No',
  },
  { object: 'ssd_immigration_status', field: 'immi_immigration_status', even: 'Yes', odd: 'No' },
  {
    object: 'ssd_immigration_status',
    field: 'immi_immigration_status_start_date',
    even: EVEN.date,
    odd: ODD.date,
  },
  { object: 'ssd_missing', field: 'miss_missing_episode_type', even: 'M', odd: 'A' },
  { object: 'ssd_missing', field: 'miss_missing_rhi_offered', even: 'Y', odd: 'N' },
  { object: 'ssd_permanence', field: 'perm_siblings_placed_together', even: '2', odd: '1' },
  { object: 'ssd_voice_of_child', field: 'voch_agree_worker', even: 'Yes', odd: 'No' },
];

/** The field that says whose row it is: every field of an object begins with the same letters. */
const personOf = (field: string): string => `${field.split('_')[0] ?? ''}_person_id`;

/**
 * Whether a cell says this: as it is, as the day of a moment, or as the flag that is set in a JSON
 * object.
 */
function holds(cell: string, field: string, marker: string): boolean {
  if (field.endsWith('_json')) {
    return cell !== '' && (JSON.parse(cell) as Record<string, string>)[marker] === 'Y';
  }
  return cell === marker || (field.endsWith('_date') && cell.startsWith(marker));
}

/**
 * Answers about one child only, telling whose they are; those for all are left out, and so is what
 * else says that a child was seen.
 */
function* telling(pieces: Iterable<SyntheticRows>): Generator<SyntheticRows> {
  for (const { table, columns, rows } of pieces) {
    const at = (name: string): number => columns.indexOf(name);
    const set = (
      row: readonly SyntheticValue[],
      values: Readonly<Record<string, SyntheticValue>>,
    ): SyntheticValue[] => row.map((value, index) => values[columns[index] ?? ''] ?? value);
    if (table === 'DM_VISITS') {
      yield {
        table,
        columns,
        rows: rows.map((row) =>
          row.map((value, index) => (index === at('SEEN_ALONE_FLAG') ? null : value)),
        ),
      };
    } else if (table === 'DM_CACHED_FORM_ANSWERS' || table === 'DM_FILTER_FORM_ANSWERS') {
      const about = rows.filter((row) => Number(row[at('SUBJECT_PERSON_ID')]) > 0);
      yield {
        table,
        columns,
        rows: about.map((row) => {
          const whose = Number(row[at('SUBJECT_PERSON_ID')]) % 2 === 0 ? EVEN : ODD;
          const counts = /^asglbSib/.test(String(row[at('QUESTION_USER_CODE')]));
          const text =
            row[at('FILTER_NAME')] === 'Child Absent or Missing (Document)'
              ? whose.missing
              : whose.text;
          return counts
            ? set(row, { NUMBER_ANSWER: whose.number }).map((value, index) =>
                index === at('TEXT_ANSWER') ? null : value,
              )
            : set(row, { TEXT_ANSWER: text, DATE_ANSWER: `${whose.date} 00:00:00` });
        }),
      };
    } else {
      yield { table, columns, rows };
    }
  }
}

async function fill(folder: string): Promise<void> {
  await placeNew(folder);
  const database = await openEmbeddedTestDatabase({ path: folder, schema: 'public' });
  const tables = new Map(
    [...profile.catalogue].map(([name, { columns }]) => [
      name,
      new Map([...columns.values()].map((column) => [column.name, column.declared])),
    ]),
  );
  await database.create(tables);
  for (const { table, columns, rows } of telling(
    synthesise('mosaic', profile.catalogue, { children: 800, seed: 5, asOf }),
  )) {
    if (rows.length > 0) await database.insert(table, columns, rows);
  }
  for (const group of ['Child Previous Permanence Option', 'Child Previous Permanence LA']) {
    for (const text of [EVEN.text, ODD.text]) {
      await database.insert(
        'DM_MAPPING_GROUPS',
        ['GROUP_NAME', 'MAPPED_VALUE', 'CATEGORY_VALUE'],
        [[group, createHash('md5').update(text).digest('hex'), text]],
      );
    }
  }
  await database.index(tables, profile.catalogue);
  await database.close();
}

describe('an answer about one child', async () => {
  await fill(path.join(dir, 'db'));
  const { parameters } = loadSite(path.join(ROOT, 'config', 'mosaic.demo.yml'));
  const settings = {
    ...parameters,
    permanence_plan_categories: { [EVEN.text]: 'ADOPTION', [ODD.text]: 'RETURN6M' },
  };
  const { bundle, manifest } = await extract({
    asOf,
    cms: 'mosaic',
    database: path.join(dir, 'db'),
    more: `parameters: ${JSON.stringify(settings)}\n`,
  });
  const extracted = new Set(
    manifest.files.filter((file) => file.status === 'extracted').map((file) => file.object),
  );
  const bundled = new Map<string, CsvRow[]>();
  for (const object of new Set(FIELDS.map(({ object }) => object))) {
    if (extracted.has(object)) bundled.set(object, await readObject(bundle, object));
  }

  for (const { object, field, even, odd } of FIELDS) {
    it(
      `is not given to a brother or sister: ${field}`,
      { skip: bundled.has(object) ? false : `${object} is not mapped yet` },
      () => {
        const rows = bundled.get(object) ?? [];
        for (const [marker, remainder] of [
          [even, 0],
          [odd, 1],
        ] as const) {
          if (marker === null) continue;
          const holding = rows.filter((row) => holds(row[field] ?? '', field, marker));
          assert.ok(holding.length > 0, `no row holds ${marker}: the test proves nothing`);
          const strangers = holding.filter((row) => Number(row[personOf(field)]) % 2 !== remainder);
          assert.equal(
            strangers.length,
            0,
            `${strangers.length} of ${holding.length} rows with ${marker} are of the other children`,
          );
        }
      },
    );
  }
});
