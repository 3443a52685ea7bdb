import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { STAGE } from '../../src/analyse/pool/commit.ts';
import { A_ROW } from '../support/analysed-bundle.ts';
import { tempDir } from '../support/files.ts';
import { askPool, filesIn, nightBundle, pool, snapshot } from '../support/pools.ts';
import { BIN, start } from '../support/process.ts';

const DIR = tempDir();
const KILLS = 8;
const MAY_MOUNT =
  process.platform === 'linux' && process.getuid?.() === 0
    ? false
    : 'needs Linux and the right to mount a small disk';

const manyRows = Array.from({ length: 20_000 }, (_, row) =>
  A_ROW.map((cell, column) => (column === 0 ? String(row) : cell)),
);

describe('a pool that is killed at any moment', () => {
  it('can be read, as it was or as it becomes, and the next one ends what it began', async () => {
    const out = path.join(DIR, 'killed');
    await pool(out, await nightBundle(DIR, { rows: [A_ROW] }));
    let began = performance.now();
    let whole = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      const bundle = await nightBundle(DIR, { rows: manyRows.slice(0, 10_000 + kill) });
      const before = await snapshot(out);
      began = performance.now();
      const { child, ended } = start([BIN, 'pool', bundle, '--out', out]);
      // the first runs to its end and tells how long that takes
      if (kill > 0) void wait((whole * kill) / KILLS).then(() => child.kill('SIGKILL'));
      await ended;
      if (kill === 0) whole = performance.now() - began;
      const [[rows] = []] = await askPool(out, 'select count(*) from ssd_a');
      assert.ok(Number(rows) >= 1);
      if (!fs.existsSync(path.join(out, STAGE, 'commit.json'))) {
        const now = await snapshot(out);
        const seen = Object.keys(before).filter((file) => before[file] !== now[file]);
        assert.ok(
          seen.length === 0 || Number(rows) === 10_000 + kill,
          `all or nothing: ${seen.join()}`,
        );
      }
      await pool(out, bundle);
      assert.deepEqual(await askPool(out, 'select count(*) from ssd_a'), [[`${10_000 + kill}`]]);
      assert.equal(filesIn(out).length, 6);
    }
  });
});

describe('a pool on a disk that is full', { skip: MAY_MOUNT }, () => {
  it('says so, and leaves nothing of the bundle', async (t) => {
    const rows = Array.from({ length: 60_000 }, (_, row) =>
      A_ROW.map((cell, column) => (column < 2 ? `${row * 7919}${'x'.repeat(row % 9)}` : cell)),
    );
    const bundle = await nightBundle(DIR, { rows });
    const disk = fs.mkdtempSync(path.join(DIR, 'disk-'));
    const script =
      'mount -t tmpfs -o size=300k tmpfs "$1" || exit 77; disk="$1"; shift; "$0" "$@"; code=$?; find "$disk" -type f; exit $code';
    const { code, out, err } = await start(
      [
        ...['-m', 'sh', '-c', script, process.execPath, disk, BIN, 'pool', bundle],
        ...['--out', path.join(disk, 'pool')],
      ],
      { command: 'unshare' },
    ).ended;
    if (code === 77) return t.skip('this machine does not let a test mount a small disk');
    assert.equal(code, 5, err);
    assert.match(err, /the disk is full \[publish-enospc\]/);
    assert.equal(out, '');
  });
});
