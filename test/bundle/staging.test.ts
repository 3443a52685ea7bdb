import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { Staging } from '../../src/bundle/staging.ts';
import { sweepStaging } from '../../src/bundle/sweep.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { PublishingError } from '../../src/problems/errors.ts';
import { tempDir } from '../support/files.ts';

const MANIFEST: Manifest = {
  format: 1,
  run: 'r',
  site: 's',
  cms: 'c',
  server: { engine: 'e', version: '1', consistency: 'c', warnings: [] },
  tool: { name: 'ssd-extract', version: '0' },
  spec: { version: 'v', objects: 1 },
  asOf: '2026-01-01',
  window: { years: 6, start: '2020-01-01' },
  started: '',
  finished: '',
  valid: true,
  partial: null,
  parameters: {},
  overrides: [],
  files: [],
  others: [],
  findings: [],
  findingsListed: { listed: 0, found: 0, perRule: 1000 },
};

async function publish(outDir: string, name: string): Promise<string> {
  const staging = await Staging.open(outDir, name);
  const csv = await staging.csv('ssd_a', ['x'], { bom: false });
  await csv.writer.write([['1'], ['2']]);
  const written = await csv.finish();
  const other = await staging.text('datapackage.json', '{}');
  return staging.publish(
    {
      ...MANIFEST,
      files: [
        {
          object: 'ssd_a',
          file: 'ssd_a.csv',
          status: 'extracted',
          columns: ['x'],
          query: null,
          milliseconds: 1,
          restarts: 0,
          ...written,
        },
      ],
      others: [other],
    },
    name,
  );
}

describe('publishing', () => {
  it('makes a bundle that verifies, and points LATEST at it', async () => {
    const out = tempDir();
    const bundle = await publish(out, 'ssd_a_1');
    assert.deepEqual((await verifyBundle(bundle)).faults, []);
    assert.equal(fs.readFileSync(path.join(out, 'LATEST'), 'utf8'), 'ssd_a_1\n');
    await publish(out, 'ssd_a_2');
    assert.equal(fs.readFileSync(path.join(out, 'LATEST'), 'utf8'), 'ssd_a_2\n');
    assert.deepEqual(fs.readdirSync(out).sort(), ['LATEST', 'ssd_a_1', 'ssd_a_2']);
  });
  it(
    'keeps files to their owner',
    { skip: process.platform === 'win32' ? 'Windows has no such modes' : false },
    async () => {
      const bundle = await publish(tempDir(), 'ssd_a_1');
      assert.equal(fs.statSync(bundle).mode & 0o777, 0o700);
      for (const name of fs.readdirSync(bundle)) {
        assert.equal(fs.statSync(path.join(bundle, name)).mode & 0o777, 0o600, name);
      }
    },
  );
  it('never replaces what has the name, not even an empty folder', async () => {
    const out = tempDir();
    fs.mkdirSync(path.join(out, 'ssd_a_1'));
    await assert.rejects(
      publish(out, 'ssd_a_1'),
      (error) => error instanceof PublishingError && error.code === 'bundle-exists',
    );
    assert.deepEqual(fs.readdirSync(path.join(out, 'ssd_a_1')), []);
  });
  it('says when the output folder is a file', async () => {
    const file = path.join(tempDir(), 'f');
    fs.writeFileSync(file, '');
    await assert.rejects(
      Staging.open(path.join(file, 'bundles'), 'r'),
      (error) =>
        error instanceof PublishingError && /a part of the path is a file/.test(error.message),
    );
  });
  it('does not accept a file that changed on the disk before it was read back', async () => {
    const staging = await Staging.open(tempDir(), 'r');
    const csv = await staging.csv('ssd_a', ['x'], { bom: false });
    await csv.writer.write([['1']]);
    const end = csv.writer.end.bind(csv.writer);
    csv.writer.end = async () => {
      const written = await end();
      fs.appendFileSync(path.join(staging.dir, 'ssd_a.csv.partial'), '2\r\n');
      return written;
    };
    await assert.rejects(
      csv.finish(),
      (error) => error instanceof PublishingError && error.code === 'verify-failed',
    );
  });
  it('discards what was staged, and sweeps what dead runs left', async () => {
    const out = tempDir();
    const staging = await Staging.open(out, 'one');
    await staging.discard();
    await Staging.open(out, 'two');
    assert.deepEqual(await sweepStaging(out), ['.staging-two']);
    assert.deepEqual(fs.readdirSync(out), []);
  });
});

describe('verifying a bundle', () => {
  const damages: readonly [string, (bundle: string) => void, RegExp][] = [
    [
      'a byte changed',
      (bundle) => fs.writeFileSync(path.join(bundle, 'ssd_a.csv'), 'x\r\n1\r\n3\r\n'),
      /ssd_a\.csv is not as it was written/,
    ],
    ['a file gone', (bundle) => fs.rmSync(path.join(bundle, 'ssd_a.csv')), /ssd_a\.csv is missing/],
    [
      'a file too many',
      (bundle) => fs.writeFileSync(path.join(bundle, 'extra.csv'), ''),
      /extra\.csv is not in the manifest/,
    ],
    ['no manifest', (bundle) => fs.rmSync(path.join(bundle, 'manifest.json')), /no bundle/],
    [
      'a manifest that is no JSON',
      (bundle) => fs.writeFileSync(path.join(bundle, 'manifest.json'), '{'),
      /not valid JSON/,
    ],
    [
      'a manifest of another shape',
      (bundle) => fs.writeFileSync(path.join(bundle, 'manifest.json'), '{}'),
      /shape of a manifest/,
    ],
  ];
  for (const [name, damage, expected] of damages) {
    it(name, async () => {
      const bundle = await publish(tempDir(), 'ssd_a_1');
      damage(bundle);
      assert.match((await verifyBundle(bundle)).faults.join('\n'), expected);
    });
  }
});
