import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { MANIFEST, type Manifest } from '../../src/bundle/manifest.ts';
import { chooseExpired } from '../../src/run/retention/choose-expired.ts';
import { type OwnBundle, listBundles } from '../../src/run/retention/list-bundles.ts';
import { EXPIRED_PREFIX, removeOldBundles } from '../../src/run/retention/remove-bundles.ts';
import type { Keep } from '../../src/site/model.ts';
import { publish } from '../support/bundle.ts';
import { tempDir } from '../support/files.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 5, 1);
const site = { site: 'trial', cms: 'liquid_logic' };

/** So many days old. */
const bundle = (days: number, partial = false): OwnBundle => ({
  name: `${partial ? 'p' : 'b'}${days}`,
  finished: NOW - days * DAY,
  partial,
  strangers: [],
});
const expired = (
  bundles: readonly OwnBundle[],
  keep: Keep,
  never: readonly string[] = [],
): string[] => chooseExpired(bundles, keep, { now: NOW, never }).map(({ name }) => name);

describe('which bundles go', () => {
  const daily = [0, 1, 2, 3, 4].map((days) => bundle(days));
  it('are those beyond the newest N, the oldest first', () => {
    assert.deepEqual(expired(daily, { bundles: 2 }), ['b4', 'b3', 'b2']);
    assert.deepEqual(expired(daily, { bundles: 9 }), []);
  });
  it('are those older than N days', () =>
    assert.deepEqual(expired([...daily, bundle(40)], { days: 3 }), ['b40', 'b4']));
  it('are those that neither setting keeps', () => {
    assert.deepEqual(expired(daily, { bundles: 1, days: 2 }), ['b4', 'b3']);
    assert.deepEqual(expired(daily, { bundles: 4, days: 1 }), ['b4']);
  });
  it('never are the last whole one, nor those that are named', () => {
    const old = [bundle(100), bundle(200), bundle(99, true)];
    assert.deepEqual(expired(old, { days: 1 }), ['b200']);
    assert.deepEqual(expired(old, { days: 1 }, ['b200']), []);
    assert.deepEqual(
      expired([bundle(5, true)], { bundles: 1 }),
      [],
      'without a whole one none goes',
    );
  });
  it('do not count partial ones, which go when no whole one that stays is older', () => {
    const mixed = [bundle(0), bundle(1, true), bundle(2), bundle(3, true), bundle(4)];
    assert.deepEqual(expired(mixed, { bundles: 2 }), ['b4', 'p3']);
    assert.deepEqual(expired(mixed, { bundles: 1, days: 3 }), ['b4']);
  });
});

/** A bundle of a site in `out`, so many days old. */
async function bundleIn(
  out: string,
  days: number,
  change: Partial<Manifest> = {},
): Promise<string> {
  const run = `r${days}`;
  const name = `ssd_trial_${run}`;
  const dir = await publish(out, name);
  const file = path.join(dir, MANIFEST);
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
  const finished = new Date(Date.now() - days * DAY).toISOString();
  fs.writeFileSync(file, JSON.stringify({ ...manifest, ...site, run, finished, ...change }));
  return name;
}

/** Three bundles, of today and 10 and 20 days ago; LATEST names that of today. */
async function threeBundles(): Promise<string> {
  const out = tempDir();
  for (const days of [20, 10, 0]) await bundleIn(out, days);
  return out;
}
const remove = (out: string, keep?: Keep) =>
  removeOldBundles(out, { ...site, keep }, path.join(out, 'ssd_trial_r0'));
const left = (out: string): string[] => fs.readdirSync(out).sort();

describe('the removal of old bundles', () => {
  it('takes what keep lets go, and nothing else', async () => {
    const out = await threeBundles();
    assert.deepEqual(await remove(out, { days: 15 }), { removed: ['ssd_trial_r20'], warnings: [] });
    assert.deepEqual(left(out), ['LATEST', 'ssd_trial_r0', 'ssd_trial_r10']);
  });
  it('does nothing unless the site says so', async () => {
    const out = await threeBundles();
    assert.deepEqual(await remove(out), { removed: [], warnings: [] });
    assert.equal(left(out).length, 4);
  });
  it('leaves every folder that is not surely a bundle of this site', async () => {
    const out = await threeBundles();
    const at = (name: string): string => path.join(out, name);
    await bundleIn(out, 30, { site: 'other' });
    await bundleIn(out, 31, { cms: 'mosaic' });
    await bundleIn(out, 32, { run: 'renamed' });
    await bundleIn(out, 33, { format: 2 as 1 });
    await bundleIn(out, 34, { finished: 'some day' });
    fs.rmSync(path.join(at(await bundleIn(out, 35)), MANIFEST));
    fs.writeFileSync(path.join(at(await bundleIn(out, 36)), MANIFEST), '{');
    fs.cpSync(at('ssd_trial_r20'), at('current'), { recursive: true });
    fs.mkdirSync(at('.staging-r20'));
    fs.writeFileSync(at('notes.txt'), '');
    fs.writeFileSync(at('LATEST'), 'ssd_trial_r0\n');
    const before = left(out);
    const { removed, warnings } = await remove(out, { bundles: 1 });
    assert.deepEqual(removed, ['ssd_trial_r20', 'ssd_trial_r10']);
    assert.deepEqual(warnings, []);
    assert.deepEqual(
      left(out),
      before.filter((name) => !removed.includes(name)),
    );
  });
  it('follows no link', { skip: process.platform === 'win32' }, async () => {
    const [out, elsewhere] = [await threeBundles(), tempDir()];
    const name = await bundleIn(elsewhere, 50);
    fs.symlinkSync(path.join(elsewhere, name), path.join(out, name));
    await remove(out, { bundles: 1 });
    assert.ok(left(out).includes(name));
    assert.ok(fs.existsSync(path.join(elsewhere, name, MANIFEST)));
  });
  it('never takes the one that LATEST names, nor anything when LATEST cannot be read', async () => {
    const out = await threeBundles();
    fs.writeFileSync(path.join(out, 'LATEST'), 'ssd_trial_r20\n');
    assert.deepEqual((await remove(out, { bundles: 1 })).removed, ['ssd_trial_r10']);
    fs.rmSync(path.join(out, 'LATEST'));
    const { removed, warnings } = await remove(out, { bundles: 1 });
    assert.deepEqual(removed, []);
    assert.match(warnings[0]?.message ?? '', /old bundles in .* cannot be removed/);
  });
  it("leaves somebody's own work in an old bundle, and warns", async () => {
    const out = await threeBundles();
    fs.writeFileSync(path.join(out, 'ssd_trial_r20', 'my analysis.xlsx'), '');
    fs.writeFileSync(path.join(out, 'ssd_trial_r10', 'Thumbs.db'), '');
    const { removed, warnings } = await remove(out, { bundles: 1 });
    assert.deepEqual(removed, ['ssd_trial_r10'], 'what Windows leaves is nobody’s work');
    assert.equal(warnings[0]?.code, 'bundle-not-removed');
    assert.match(warnings[0].message, /ssd_trial_r20 is older than keep says, and holds a file/);
  });
  it('goes on with what an earlier one left half removed, also when keep is gone', async () => {
    const out = await threeBundles();
    const half = path.join(out, `${EXPIRED_PREFIX}ssd_trial_r99`);
    fs.mkdirSync(half);
    fs.writeFileSync(path.join(half, 'ssd_person.csv'), '');
    assert.deepEqual(await remove(out), { removed: [], warnings: [] });
    assert.equal(fs.existsSync(half), false);
  });
  it('takes the name of a bundle away before its first file', async (test) => {
    const out = await threeBundles();
    const { rm } = fs.promises;
    const gone: string[] = [];
    test.mock.method(fs.promises, 'rm', async (target: string, options: fs.RmOptions) => {
      gone.push(path.basename(target));
      assert.equal(fs.existsSync(path.join(out, 'ssd_trial_r20')), false);
      return rm(target, options);
    });
    await remove(out, { days: 15 });
    assert.deepEqual(gone, [`${EXPIRED_PREFIX}ssd_trial_r20`]);
  });
  it('warns of a folder that cannot be removed, and takes the others', async (test) => {
    const out = await threeBundles();
    const { rename } = fs.promises;
    test.mock.method(fs.promises, 'rename', async (from: string, to: string) => {
      if (from.endsWith('r20')) throw Object.assign(new Error('held'), { code: 'EBUSY' });
      return rename(from, to);
    });
    const { removed, warnings } = await remove(out, { bundles: 1 });
    assert.deepEqual(removed, ['ssd_trial_r10']);
    assert.match(warnings[0]?.message ?? '', /ssd_trial_r20 cannot be removed: another program/);
    assert.ok(fs.existsSync(path.join(out, 'ssd_trial_r20', MANIFEST)), 'it is still whole');
  });
});

describe('the bundles of a site', () => {
  it('are listed newest first, and partial ones are known', async () => {
    const out = await threeBundles();
    await bundleIn(out, 5, { partial: { limit: 1 } });
    const bundles = await listBundles(out, site);
    assert.deepEqual(
      bundles.map(({ name, partial }) => `${name} ${partial}`),
      ['ssd_trial_r0 false', 'ssd_trial_r5 true', 'ssd_trial_r10 false', 'ssd_trial_r20 false'],
    );
  });
});
