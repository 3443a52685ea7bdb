import assert from 'node:assert/strict';
import path from 'node:path';
import { it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { loadSite } from '../../src/site/load.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { tempDir } from '../support/files.ts';
import { siteWith } from '../support/site.ts';

it('the embedded planner knows how many rows a code keeps, so that joins behind such filters stay hash joins', async () => {
  const dir = tempDir();
  await buildTestDatabase({
    site: loadSite(siteWith({ dir, cms: 'mosaic' })),
    asOf: '2026-11-22',
    children: 100,
    seed: 1,
  });
  const db = await PGlite.create(path.join(dir, 'db'));
  try {
    const found = await db.query<{ place: string }>(
      `select format('%I.%I', table_schema, table_name) as place from information_schema.tables where table_name = 'DM_WORKFLOW_STEPS'`,
    );
    const filtered = `${found.rows[0]?.place ?? ''} where upper(rtrim("STEP_STATUS")) = 'COMPLETED'`;
    const explained = await db.query<{ 'QUERY PLAN': string }>(`explain select 1 from ${filtered}`);
    const guess = Number(/rows=(\d+)/.exec(explained.rows[0]?.['QUERY PLAN'] ?? '')?.[1]);
    const counted = await db.query<{ count: number }>(
      `select count(*)::int as count from ${filtered}`,
    );
    const count = counted.rows[0]?.count ?? 0;
    assert.ok(
      count > 100 && guess > count / 2 && guess < count * 2,
      `${guess} guessed, ${count} there`,
    );
  } finally {
    await db.close();
  }
});
