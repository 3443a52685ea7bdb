import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import type { BundleDiff } from '../../src/analyse/diff/bundle-diff.ts';
import { startEngine } from '../../src/analyse/engine.ts';
import { A_ROW, analysedBundle } from '../support/analysed-bundle.ts';
import { tempDir } from '../support/files.ts';
import { BIN, cli, start } from '../support/process.ts';

const ROWS = 500_000;
const DIR = tempDir();
const MAY_MOUNT =
  process.platform === 'linux' && process.getuid?.() === 0
    ? false
    : 'needs Linux and the right to mount a small disk';

/** More than one buffer of DuckDB, so that several threads read it. */
describe('a bundle of half a million rows', () => {
  let bundle: string;
  before(async () => {
    const rows = Array.from({ length: ROWS }, (_, row) =>
      A_ROW.map((cell, column) => (column === 0 ? String(row).padStart(9, '0') : cell)),
    );
    bundle = await analysedBundle(DIR, { rows });
  });

  it('is read whole, in little memory', async () => {
    const sql = 'select count(*) as n, count(distinct a_id) as ids, sum(a_share) as s from ssd_a';
    const asked = await cli(['query', bundle, sql, '--format', 'json', '--memory', '400MB']);
    assert.equal(asked.code, 0, asked.err);
    assert.deepEqual(JSON.parse(asked.out), [{ n: ROWS, ids: ROWS, s: ROWS / 4 }]);
  });

  for (const to of ['parquet', 'duckdb', 'xlsx']) {
    it(`becomes ${to}, no row lost`, async () => {
      const out = path.join(DIR, `large.${to}`);
      const made = await cli(['convert', bundle, '--to', to, '--out', out, '--memory', '400MB']);
      assert.equal(made.code, 0, made.err);
      if (to === 'xlsx') return assert.ok(fs.statSync(out).size > 1_000_000);
      const engine = await startEngine({ file: to === 'duckdb' ? out : undefined });
      const table = to === 'duckdb' ? 'ssd_a' : `'${path.join(out, 'ssd_a.parquet')}'`;
      const read = await engine.connection.runAndReadAll(
        `select count(*), count(distinct a_id) from ${table}`,
      );
      await engine.close();
      assert.deepEqual(read.getRowsJson(), [[String(ROWS), String(ROWS)]]);
    });
  }

  it('is compared with another one, in little memory', async () => {
    const rows = Array.from({ length: ROWS }, (_, row) =>
      A_ROW.map((cell, column) => {
        if (column === 0) return String(row + 1000).padStart(9, '0');
        return column === 1 && row % 100 === 0 ? 'Other' : cell;
      }),
    );
    const other = await analysedBundle(DIR, { rows });
    const args = ['diff', bundle, other, '--json', '--memory'];
    const compared = await cli([...args, '200MB']);
    assert.equal(compared.code, 0, compared.err);
    assert.deepEqual((JSON.parse(compared.out) as BundleDiff).objects[0]?.fields, [
      { field: 'a_name', changed: 4990, share: 4990 / (ROWS - 1000) },
    ]);
    const tmp = path.join(DIR, 'no-folder');
    const refused = await cli([...args, '20MB'], { env: { TMPDIR: tmp, TEMP: tmp, TMP: tmp } });
    assert.equal(refused.code, 5, refused.err);
    assert.match(refused.out, /^\{"format":1,"status":"failed"/);
  });

  it('is not compared where there is no room to lay rows aside', { skip: MAY_MOUNT }, async (t) => {
    const disk = fs.mkdtempSync(path.join(DIR, 'disk-'));
    const other = await analysedBundle(DIR, { rows: [A_ROW] });
    const script =
      'mount -t tmpfs -o size=1m tmpfs "$1" || exit 77; export TMPDIR="$1"; shift; "$0" "$@"; code=$?; ls -A "$TMPDIR"; exit $code';
    const { code, out, err } = await start(
      [
        ...['-m', 'sh', '-c', script, process.execPath, disk, BIN, 'diff', bundle, other],
        ...['--memory', '50MB'],
      ],
      { command: 'unshare' },
    ).ended;
    if (code === 77) return t.skip('this machine does not let a test mount a small disk');
    assert.equal(code, 2, err);
    assert.match(err, /no place to lay rows aside \[query-memory\]/);
    assert.equal(out, '', 'and nothing is left');
  });

  for (const what of ['convert --to duckdb', 'convert --to xlsx', 'query']) {
    it(
      `says that the disk is full, and leaves nothing: ${what}`,
      { skip: MAY_MOUNT },
      async (t) => {
        const disk = fs.mkdtempSync(path.join(DIR, 'disk-'));
        const [command = '', ...options] = what.split(' ');
        const args = command === 'query' ? ['from ssd_a'] : options;
        const script =
          'mount -t tmpfs -o size=1m tmpfs "$1" || exit 77; disk="$1"; shift; "$0" "$@"; code=$?; ls -A "$disk"; exit $code';
        const { code, out, err } = await start(
          [
            ...['-m', 'sh', '-c', script, process.execPath, disk, BIN, command, bundle, ...args],
            ...['--out', path.join(disk, 'out.csv')],
          ],
          { command: 'unshare' },
        ).ended;
        if (code === 77) return t.skip('this machine does not let a test mount a small disk');
        assert.equal(code, 5, err);
        assert.match(err, /the disk is full \[publish-enospc\]/);
        assert.equal(out, '');
      },
    );
  }
});
