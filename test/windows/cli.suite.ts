import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { namesIn, tempDir } from '../support/files.ts';
import { cli } from '../support/process.ts';
import { noWine, prepareWine, startCli, windowsPath } from './wine.ts';

const DEMO = ['demo', '--children', '60', '--seed', '7'];

/** The bundle that a folder of bundles names as its last. */
function lastBundle(home: string): string {
  const bundles = path.join(home, 'bundles');
  return path.join(bundles, fs.readFileSync(path.join(bundles, 'LATEST'), 'utf8').trim());
}

describe('the command line on Windows', { skip: noWine }, () => {
  const [windows, linux] = [tempDir(), tempDir()];
  before(prepareWine);

  it('makes a database and a bundle, whose CSV files are byte for byte those of Linux', async () => {
    const env = { TZ: 'UTC' };
    const there = await startCli(DEMO, { cwd: windows, env }).ended;
    const here = await cli(DEMO, { cwd: linux, env });
    assert.equal(here.code, 0, here.err);
    assert.equal(there.code, 0, there.err);
    const csv = fs.readdirSync(lastBundle(linux)).filter((name) => /^ssd_.*\.csv$/.test(name));
    assert.ok(csv.length >= 46);
    for (const name of csv) {
      const [ours, theirs] = [lastBundle(linux), lastBundle(windows)].map((bundle) =>
        fs.readFileSync(path.join(bundle, name)),
      );
      assert.ok(ours?.equals(theirs ?? Buffer.of()), name);
    }
    assert.deepEqual(
      namesIn(path.join(windows, 'bundles')),
      ['LATEST', path.basename(lastBundle(windows))].sort(),
      'neither staging nor lock is left',
    );
  });

  it('verifies and validates a bundle, its path with a drive and backslashes', async () => {
    const bundle = windowsPath(lastBundle(windows));
    const verified = await startCli(['verify', bundle], { cwd: windows }).ended;
    assert.equal(verified.code, 0, verified.err);
    const validated = await startCli(['validate', bundle, '--json'], { cwd: windows }).ended;
    const expected = await cli(['validate', lastBundle(windows), '--json'], { cwd: linux });
    assert.equal(validated.code, expected.code, validated.err);
    // which broken links are shown follows hashes of keys, whose secret is made anew in each run
    const comparable = (text: string): unknown =>
      JSON.parse(text, (name, value: unknown) =>
        name === 'bundle' || name === 'examples' ? undefined : value,
      );
    assert.deepEqual(comparable(validated.out), comparable(expected.out));
  });

  it('says which line of a site file is wrong, and ends with 2', async () => {
    const file = path.join(windows, 'wrong.yml');
    fs.writeFileSync(file, 'site: trial\r\ncms: liquid_logic\r\nconnection: {engine: mysql}\r\n');
    const { code, err } = await startCli(['check', '--site', windowsPath(file)], { cwd: windows })
      .ended;
    assert.equal(code, 2, err);
    assert.match(err, /wrong\.yml:3:/);
  });
});
