import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { prepareSite } from '../../src/prepare/prepare.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { loadSite } from '../../src/site/load.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { placeFilled } from '../support/filled-database.ts';
import { cliHere } from '../support/cli-here.ts';
import { siteWith } from '../support/site.ts';

const dir = tempDir();
const site = siteWith({
  dir,
  output: { dir: './bundles', current: true, group_readable: true },
  more: 'skip:\n  ssd_person: kept by another service\n',
});
const ORPHAN = 'foreign-key';
const bundles = path.join(dir, 'bundles');

before(async () => {
  const from = writeTree(tempDir(), {
    'tables.json': '{"tables": {}}',
    'cms/DIM_PERSON.csv': 'DIM_PERSON_ID,FORENAME,IS_CLIENT\n1,Ann,Y\n',
    'cms/FACT_CONTACTS.csv':
      'FACT_CONTACT_ID,DIM_PERSON_ID,CONTACT_DTTM\n1,1,2026-01-05 00:00:00\n',
  });
  await placeFilled(loadSite(site), { from });
});

describe('an object that the site leaves out', () => {
  it('has its status and reason, and the bundle is whole, current and open to the group', async () => {
    const { code, out, err } = await cliHere([
      'run',
      '--site',
      site,
      '--as-of',
      '2026-04-01',
      '--json',
    ]);
    assert.equal(code, 0, err);
    const told = JSON.parse(out) as { bundle: string; current: string };
    assert.equal(told.current, 'refreshed');
    const { manifest } = await verifyBundle(told.bundle);
    const fileOf = (object: string) => manifest?.files.find((file) => file.object === object);
    const person = fileOf('ssd_person');
    assert.deepEqual(
      [person?.status, person?.reason, person?.rows, person?.query],
      ['skipped', 'kept by another service', 0, null],
    );
    assert.equal(manifest?.partial, null);
    assert.equal(
      manifest?.findings.some(({ rule }) => rule === ORPHAN),
      false,
      'nothing is an orphan of what is left out',
    );
    assert.equal(fileOf('ssd_contacts')?.rows, 1);
    assert.equal(
      fs.readFileSync(path.join(bundles, 'LATEST'), 'utf8'),
      `${path.basename(told.bundle)}\n`,
    );
    assert.deepEqual(fs.readdirSync(path.join(bundles, 'current')), fs.readdirSync(told.bundle));
    if (process.platform !== 'win32') assert.equal(fs.statSync(told.bundle).mode & 0o777, 0o750);
  });

  it('is validated as it was run: no orphans of it, either', async () => {
    const { code, out } = await cliHere(['validate', path.join(bundles, 'current')]);
    assert.equal(code, 1, 'of the family that has no id');
    assert.match(out, /^46 files, 3 rows: 2 errors$/m);
    assert.doesNotMatch(out, new RegExp(ORPHAN));
  });

  it('a partial bundle leaves current as it was, and the summary does not speak of it', async () => {
    const was = fs.readFileSync(path.join(bundles, 'current', 'manifest.json'));
    const { code, out, err } = await cliHere(['run', '--site', site, '--only', 'ssd_contacts']);
    assert.equal(code, 0, err);
    assert.doesNotMatch(out, /is a copy of it/);
    assert.deepEqual(fs.readFileSync(path.join(bundles, 'current', 'manifest.json')), was);
  });

  it('the group is told when it cannot enter', { skip: process.platform === 'win32' }, async () => {
    fs.chmodSync(bundles, 0o700);
    const { err } = await cliHere(['run', '--site', site, '--only', 'ssd_contacts']);
    assert.match(err, /output\.group_readable .* closed to it; chmod g\+rx opens it/);
  });

  it('must be one of the bundle, by its line in the site file', () => {
    const wrong = siteWith({ more: 'skip:\n  ssd_persn: why\n' });
    assert.throws(
      () => prepareSite(loadSite(wrong)),
      (error) => {
        assert.ok(error instanceof ConfigError);
        const [problem] = error.problems;
        assert.equal(problem?.at?.line, 7);
        assert.match(problem.message, /there is no object "ssd_persn"/);
        assert.equal(problem.hint, 'did you mean "ssd_person"?');
        return true;
      },
    );
  });

  it('needs a reason', () => {
    assert.throws(() => loadSite(siteWith({ more: 'skip: {ssd_person: ""}\n' })), ConfigError);
  });
});
