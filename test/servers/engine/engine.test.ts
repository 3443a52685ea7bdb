import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { tempDir } from '../../support/files.ts';
import { inShared } from '../../support/shared.ts';
import { Engine, asOfGolden } from './engine.ts';

const golden = inShared('golden', 'liquid_logic');
let engine: Engine;
before(async () => {
  engine = await Engine.open();
});
after(() => engine.close());

it('executes a statement with parameters and says what kinds its columns are', async () => {
  const { columns, rows } = await engine.query(
    `select cast($1 as int) "i", cast($2 as numeric(38,2)) "n", cast($3 as timestamp) "t", $4::text "x", null::text "none"`,
    ['7', '9007199254740993.01', '2024-02-29T09:30:00.123', "O'Brien"],
  );
  assert.deepEqual(
    columns.map(({ name, kind }) => `${name} ${kind}`),
    ['i integer', 'n decimal', 't timestamp', 'x text', 'none text'],
  );
  assert.deepEqual(rows, [
    ['7', '9007199254740993.01', '2024-02-29 09:30:00.123', "O'Brien", null],
  ]);
});

it('holds the golden tables under the schema of the profile', { skip: golden.skip }, async () => {
  const loaded = await Engine.load({ cms: 'liquid_logic', from: golden.dir, keptIn: tempDir() });
  try {
    assert.equal(asOfGolden(golden.dir), '2026-11-22');
    assert.ok(
      Number(
        (await loaded.query('select count(*) from "Child_Social"."DIM_PERSON"')).rows[0]?.[0],
      ) > 100,
    );
  } finally {
    await loaded.close();
  }
});
