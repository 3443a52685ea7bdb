import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { RECORD } from '../../src/analyse/pool/record.ts';
import { LOCK, acquireLock } from '../../src/run/lock.ts';
import { tempDir } from '../support/files.ts';
import {
  changeManifest,
  expectWhole,
  filesIn,
  nightBundle,
  pool,
  recordOf,
} from '../support/pools.ts';
import { type Ended, cli } from '../support/process.ts';

const DIR = tempDir();
const newPool = (): string => path.join(fs.mkdtempSync(path.join(DIR, 'to-')), 'pool');
const poolByCommand = (out: string, ...bundles: string[]): Promise<Ended> =>
  cli(['pool', ...bundles, '--out', out]);

describe('what a pool does not take', () => {
  const refusedFor = async (bundle: string, code: RegExp): Promise<void> => {
    const out = newPool();
    const { code: exit, err } = await poolByCommand(out, bundle);
    assert.equal(exit, 2, err);
    assert.match(err, code);
    assert.deepEqual(filesIn(out), [], 'nothing of it is there');
  };

  it('is no bundle, or not as it was written', async () => {
    await refusedFor(tempDir(), /no manifest\.json[^]*\[not-whole\]/);
    await refusedFor(path.join(DIR, 'nowhere'), /\[no-folder\]/);
    const changed = await nightBundle(DIR, {});
    fs.appendFileSync(path.join(changed, 'ssd_b.csv'), 'x');
    await refusedFor(changed, /"ssd_b\.csv" has[^]*\[not-whole\]/);
  });

  it('is encrypted, partial, or of no authority and night', async () => {
    const encrypted = { format: 'age' as const, recipients: [] };
    await refusedFor(await nightBundle(DIR, { encrypted }), /\[encrypted\]/);
    const partial = { only: ['ssd_a'] };
    await refusedFor(await nightBundle(DIR, { partial }), /\[pool-partial\]/);
    for (const change of [{ site: '' }, { site: '../x' }, { asOf: 'today' }, { finished: '' }]) {
      await refusedFor(await nightBundle(DIR, change), /\[pool-unnamed\]/);
    }
  });

  it('has names that are no folder or column in every engine', async () => {
    for (const name of ['../a', 'SSD_A', 'authority']) {
      const bundle = await nightBundle(DIR, {});
      changeManifest(bundle, ({ files }) => {
        for (const listed of files) if (listed.object === 'ssd_b') listed.object = name;
      });
      await refusedFor(bundle, /\[pool-name\]/);
    }
  });

  it('keeps no other bundle out, and is told', async () => {
    const out = newPool();
    const [bad, worse] = [tempDir(), path.join(DIR, 'nowhere')];
    const bundle = await nightBundle(DIR, {});
    const { code, out: said, err } = await poolByCommand(out, bad, bundle, worse);
    assert.equal(code, 2);
    assert.match(said, /not taken: .*\[not-whole\]\nnot taken: .*\[no-folder\]/);
    assert.match(err, /2 bundles were not taken \[pool-refused\]/);
    await expectWhole(out);
    assert.equal(recordOf(out).bundles.length, 1);
  });

  it('is not pseudonymised like the others', async () => {
    const out = newPool();
    await pool(out, await nightBundle(DIR, {}));
    const pseudonymised = { key_id: 'k', table: 't', fields: {} };
    const other = await nightBundle(DIR, { site: 'york', pseudonymised });
    const { refused } = await pool(out, other);
    assert.deepEqual(
      refused.map(({ error }) => error.code),
      ['pool-mixed'],
    );
    const own = newPool();
    await pool(own, other);
    assert.equal(recordOf(own).bundles[0]?.key_id, 'k');
    const plain = await pool(own, await nightBundle(DIR, {}));
    assert.deepEqual(
      plain.refused.map(({ error }) => error.code),
      ['pool-mixed'],
    );
  });
});

describe('a folder that is no place for a pool', () => {
  it('holds other things, or is a file', async () => {
    const bundle = await nightBundle(DIR, {});
    const out = tempDir();
    fs.writeFileSync(path.join(out, 'mine.txt'), 'mine');
    await assert.rejects(pool(out, bundle), { code: 'pool-not-ours' });
    assert.deepEqual(filesIn(out), ['mine.txt']);
    await assert.rejects(pool(path.join(out, 'mine.txt'), bundle), { code: 'pool-not-ours' });
  });

  it('is the folder of a bundle', async () => {
    const bundle = await nightBundle(DIR, {});
    await assert.rejects(pool(path.join(bundle, 'pool'), bundle), { code: 'out-inside' });
  });

  it('is a pool of a newer version, or one with a broken record', async () => {
    const bundle = await nightBundle(DIR, {});
    for (const [text, code] of [
      ['{"format": 2}', 'pool-newer'],
      ['{"format": 1}', 'pool-broken'],
      ['{', 'pool-broken'],
    ] as const) {
      const out = tempDir();
      fs.writeFileSync(path.join(out, RECORD), text);
      await assert.rejects(pool(out, bundle), { code });
      assert.equal(fs.readFileSync(path.join(out, RECORD), 'utf8'), text);
    }
  });

  it('is pooled into by somebody else', async () => {
    const out = newPool();
    const lock = await acquireLock(out, 'other');
    const { code, err } = await poolByCommand(out, await nightBundle(DIR, {}));
    await lock.release();
    assert.equal(code, 6, err);
    assert.match(err, /\[locked\]/);
    assert.equal(fs.existsSync(path.join(out, LOCK)), false);
  });
});
