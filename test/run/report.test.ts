import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { loadSite } from '../../src/site/load.ts';
import { placeFilled } from '../support/filled-database.ts';
import { cliHere } from '../support/cli-here.ts';
import { siteWith } from '../support/site.ts';

const PERSONS = 8;

describe('the report of a run', () => {
  const dir = tempDir();
  const site = siteWith({ dir });
  before(async () => {
    const persons = Array.from({ length: PERSONS }, (_, index) => `${index + 1},Ann,Y\n`);
    const from = writeTree(tempDir(), {
      'tables.json': '{"tables": {}}',
      'cms/DIM_PERSON.csv': `DIM_PERSON_ID,FORENAME,IS_CLIENT\n${persons.join('')}`,
      'cms/FACT_CONTACTS.csv': `FACT_CONTACT_ID,DIM_PERSON_ID,CONTACT_DTTM\n${persons
        .map((_, index) => `${index + 1},${index + 1},2026-01-05 00:00:00\n`)
        .join('')}`,
    });
    await placeFilled(loadSite(site), { from });
  });

  async function run(file: string, ...more: readonly string[]): Promise<string> {
    const asked = ['run', '--site', file, '--as-of', '2026-04-01', '--json', ...more];
    const { code, out, err } = await cliHere(asked);
    assert.equal(code, 0, err);
    const { bundle } = JSON.parse(out) as { bundle: string };
    return bundle;
  }
  const reportOf = (bundle: string): string =>
    fs.readFileSync(path.join(bundle, 'report.html'), 'utf8');
  const lineOf = (page: string, object: string): string =>
    page.split('<tr>').find((line) => line.includes(`>${object}</th>`)) ?? assert.fail(object);

  it('is listed in the manifest, holds what was read, and compares it with the last run', async () => {
    const first = await run(site);
    const { manifest, faults } = await verifyBundle(first);
    assert.deepEqual(faults, []);
    assert.ok(manifest?.others.some(({ file }) => file === 'report.html'));
    const page = reportOf(first);
    assert.match(page, /cont_contact_date: always filled/);
    assert.match(page, /<th scope="row"[^>]*>Jan 2026<\/th>\s*<td[^>]*>8<\/td>/);
    assert.match(lineOf(page, 'ssd_contacts'), />–</);
    assert.match(lineOf(reportOf(await run(site)), 'ssd_contacts'), />same</);
  });

  it('says that a part is a part', async () => {
    const page = reportOf(await run(site, '--only', 'ssd_contacts'));
    assert.match(page, /<h2>Use this data with care.*it holds the objects alone/s);
    assert.doesNotMatch(page, /pers_dob/);
  });

  it('is left out where the site wants none', async () => {
    const none = siteWith({ dir, name: 'none.yml', more: 'report: {enabled: false}\n' });
    const bundle = await run(none, '--only', 'ssd_contacts');
    assert.equal(fs.existsSync(path.join(bundle, 'report.html')), false);
    assert.deepEqual((await verifyBundle(bundle)).faults, []);
  });

  it('shows counts from the one that the site says', async () => {
    const more = 'report: {suppress_below: 10}\n';
    const page = reportOf(
      await run(siteWith({ dir, name: 'ten.yml', more }), '--only', 'ssd_contacts'),
    );
    assert.match(page, /Counts from 1 to 9 are not shown/);
    assert.doesNotMatch(page, /<th scope="row"[^>]*>Jan 2026<\/th>\s*<td[^>]*>8<\/td>/);
  });
});
