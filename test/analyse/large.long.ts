import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { startEngine } from '../../src/analyse/engine.ts';
import { A_ROW, analysedBundle } from '../support/analysed-bundle.ts';
import { tempDir } from '../support/files.ts';
import { cli } from '../support/process.ts';

const ROWS = 500_000;
const DIR = tempDir();

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
});
