import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Staging } from '../../../src/bundle/staging.ts';
import { LOCK, acquireLock } from '../../../src/run/lock.ts';
import { KeyGatherer } from '../../../src/validate/key-runs.ts';
import { tempDir } from '../../support/files.ts';
import { cli } from '../../support/process.ts';
import { siteWith } from '../../support/site.ts';
import { NO_GUIDE } from '../../support/findings.ts';

const SKIP = process.platform === 'win32' ? 'Windows has no such modes' : false;
const day = ['--as-of', '2026-11-22'];

/** Everything in a folder that others than its owner may read, write or enter. */
function openToOthers(dir: string): string[] {
  return fs
    .readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => (fs.lstatSync(path.join(dir, name)).mode & 0o077) !== 0);
}

const modeOf = (file: string): number => fs.statSync(file).mode & 0o777;

describe('files and folders under an umask that keeps nothing from anybody', { skip: SKIP }, () => {
  const dir = tempDir();
  const out = path.join(dir, 'new', 'bundles');
  const site = siteWith({ dir, output: { dir: out } });
  let umask = 0;
  before(() => {
    umask = process.umask(0);
  });
  after(() => process.umask(umask));

  it('testdb: the database', async () => {
    const made = await cli(['testdb', '--site', site, '--children', '20', '--seed', '1', ...day]);
    assert.equal(made.code, 0, made.err);
    assert.equal(modeOf(path.join(dir, 'db')), 0o700);
  });

  it('run: the output folder, the bundle, LATEST', async () => {
    const ran = await cli(['run', '--site', site, ...day]);
    assert.equal(ran.code, 0, ran.err);
    assert.equal(modeOf(path.join(dir, 'new')), 0o700);
    assert.equal(modeOf(out), 0o700);
    assert.ok(fs.readdirSync(out, { recursive: true }).length > 48);
    assert.deepEqual(openToOthers(out), []);
  });

  it('validate: the findings', async () => {
    const [bundle = ''] = fs.readdirSync(out).filter((name) => name.startsWith('ssd_'));
    const file = path.join(dir, 'found.csv');
    await cli(['validate', path.join(out, bundle), '--findings', file]);
    assert.equal(modeOf(file), 0o600);
  });

  it('staging, while it is filled', async () => {
    const parent = path.join(tempDir(), 'bundles');
    const staging = await Staging.open(parent, 'one');
    const csv = await staging.csv('ssd_a', ['x'], { bom: true });
    await csv.writer.write([['1']]);
    assert.deepEqual(openToOthers(parent), []);
    await csv.finish();
    await staging.text('datapackage.json', '{}');
    await (await staging.findings({ guide: NO_GUIDE, showValues: true })).end();
    assert.equal(fs.readdirSync(staging.dir).length, 3);
    assert.deepEqual(openToOthers(parent), []);
    await staging.discard();
  });

  it('keys that do not fit into memory', () => {
    const keys = tempDir();
    const gatherer = new KeyGatherer(keys, 'k', 2);
    for (let i = 0; i < 9; i++) gatherer.add(Uint32Array.of(i, 0, 0, 0), i, Uint32Array.of(0, 0));
    assert.equal(fs.readdirSync(keys).length, 1);
    assert.deepEqual(openToOthers(keys), []);
  });

  it('the lock, whatever its heart does to it', async () => {
    const folder = tempDir();
    const lock = await acquireLock(folder, 'one', {
      times: { beat: 10, dead: 3000, doubt: 1500 },
    });
    for (let i = 0; i < 10; i++) {
      await new Promise((resume) => setTimeout(resume, 10));
      assert.equal(modeOf(path.join(folder, LOCK)), 0o600);
    }
    await lock.release();
  });
});
