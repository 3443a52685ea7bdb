import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { showRun } from '../../src/cli/summary.ts';
import { plain } from '../support/terminal.ts';
import { cliHere } from '../support/cli-here.ts';
import { type Extracted, extract } from '../support/extract.ts';
import { makeEmptySite } from '../support/empty-site.ts';
import { tempDir, writeTree } from '../support/files.ts';

const asOf = '2026-04-01';
const codes = ({ manifest }: Extracted): string[] =>
  manifest.warnings.map(({ code, object }) => `${code} ${object}`);
const fileOf = ({ manifest }: Extracted, object: string): Manifest['files'][number] | undefined =>
  manifest.files.find((file) => file.object === object);

/** A Liquid Logic database that holds these tables' rows, as CSV. */
const database = (tables: Readonly<Record<string, string>>): { readonly from: string } => ({
  from: writeTree(tempDir(), {
    'tables.json': '{"tables": {}}',
    'cms/DIM_PERSON.csv': 'DIM_PERSON_ID,FORENAME,IS_CLIENT\n1,Ann,Y\n2,Bo,Y\n',
    ...Object.fromEntries(
      Object.entries(tables).map(([name, text]) => [path.join('cms', `${name}.csv`), text]),
    ),
  }),
});
const CONTACT = 'FACT_CONTACT_ID,DIM_PERSON_ID,CONTACT_DTTM\n1,1,2026-01-05 00:00:00\n';

describe('gaps of an extract', () => {
  it('an empty database is told, once, everywhere, and counts as a warning', async () => {
    const site = await makeEmptySite(tempDir());
    const run = ['run', '--site', site, '--as-of', asOf];
    const { code, out } = await cliHere([...run, '--json', '--fail-on', 'warning']);
    assert.equal(code, 1);
    const { warnings, status } = JSON.parse(out) as Manifest & { status: string };
    assert.equal(status, 'ok');
    assert.deepEqual(warnings, [
      {
        code: 'no-persons',
        object: 'ssd_person',
        message: 'ssd_person has no rows; its tables are empty: was the database being loaded?',
      },
    ]);
    const shown = await cliHere(run);
    assert.equal(shown.code, 0);
    assert.match(shown.out, /^warning: ssd_person has no rows; its tables are empty/m);
  });

  it('persons of whom none is of the dataset are told, with the table that has rows', async () => {
    const ran = await extract({ ...database({}), asOf });
    assert.deepEqual(codes(ran), ['no-persons ssd_person']);
    assert.match(ran.manifest.warnings[0]?.message ?? '', /DIM_PERSON has rows/);
  });

  it('an object that is empty while its table is not is told', async () => {
    const ran = await extract({
      ...database({
        FACT_CONTACTS: CONTACT,
        FACT_DISABILITY: 'FACT_DISABILITY_ID,DIM_PERSON_ID\n1,2\n',
      }),
      asOf,
      only: ['ssd_person', 'ssd_disability', 'ssd_address'],
    });
    assert.equal(fileOf(ran, 'ssd_person')?.rows, 1);
    assert.equal(fileOf(ran, 'ssd_disability')?.status, 'extracted');
    assert.deepEqual(codes(ran), ['empty ssd_disability']);
    assert.match(ran.manifest.warnings[0]?.message ?? '', /though FACT_DISABILITY has/);
  });

  it('objects and fields that wait for parameters are told, and not called extracted', async () => {
    const only = ['ssd_person', 'ssd_cin_visits', 'ssd_contacts'];
    const ran = await extract({ children: 30, seed: 1, cms: 'mosaic', asOf, only });
    const visits = fileOf(ran, 'ssd_cin_visits');
    assert.equal(visits?.status, 'not configured');
    assert.equal(visits.rows, 0);
    assert.ok(visits.unset?.some(({ needs }) => needs === 'rows'));
    const contacts = fileOf(ran, 'ssd_contacts');
    assert.equal(contacts?.status, 'extracted');
    assert.ok(contacts.unset?.every(({ needs }) => needs.includes('cont_contact_outcome_json')));
    const told = ran.manifest.warnings.filter(({ code }) => code === 'not-configured');
    for (const file of [visits, contacts]) {
      const own = told.filter(({ object }) => object === file.object);
      assert.deepEqual(
        own.map(({ parameters }) => parameters),
        [file.unset?.map(({ parameter }) => parameter)],
      );
    }
    const shown = plain(showRun(ran));
    assert.match(shown, /ssd_cin_visits +0 +0 +0 +not configured/);
    assert.equal(shown.match(/^warning: rows or fields of \d+ objects? are missing/gm)?.length, 1);
  });

  it('an extract without gaps has no warnings', async () => {
    const only = ['ssd_person', 'ssd_contacts'];
    const ran = await extract({ ...database({ FACT_CONTACTS: CONTACT }), asOf, only });
    assert.deepEqual(ran.manifest.warnings, []);
    assert.doesNotMatch(plain(showRun(ran)), /^warning/m);
  });
});
