import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { type Dialect, parse } from '@polyglot-sql/sdk';
import { STAGE } from '../../src/analyse/pool/commit.ts';
import { RECORD } from '../../src/analyse/pool/record.ts';
import { A_ROW } from '../support/analysed-bundle.ts';
import { tempDir } from '../support/files.ts';
import {
  askPool,
  dropObject,
  editionWith,
  expectWhole,
  filesIn,
  nightBundle,
  pool,
  snapshot,
} from '../support/pools.ts';
import { type Ended, cli } from '../support/process.ts';

const DIR = tempDir();
const newPool = (): string => path.join(fs.mkdtempSync(path.join(DIR, 'to-')), 'pool');
const poolByCommand = (out: string, ...bundles: string[]): Promise<Ended> =>
  cli(['pool', ...bundles, '--out', out]);

const PARTS = ['ssd_a/authority=leeds/as_of=2026-01-01/part.parquet'];

describe('a pool of several authorities', () => {
  let out: string;
  before(async () => {
    out = newPool();
    const leeds = await nightBundle(DIR, {});
    const york = await nightBundle(DIR, { site: 'york-2' });
    const { code, err } = await poolByCommand(out, leeds, york);
    assert.equal(code, 0, err);
  });

  it('is one Parquet file for each object, authority and night, as its record says', async () => {
    assert.deepEqual(filesIn(out), [
      ...['catalogue.duckdb.sql', 'catalogue.spark.sql', 'catalogue.trino.sql', RECORD],
      'ssd_a/authority=leeds/as_of=2026-01-01/part.parquet',
      'ssd_a/authority=york-2/as_of=2026-01-01/part.parquet',
      'ssd_b/authority=leeds/as_of=2026-01-01/part.parquet',
      'ssd_b/authority=york-2/as_of=2026-01-01/part.parquet',
    ]);
    await expectWhole(out);
  });

  it('keeps types and values, and qualifies keys by their authority; empty stays empty', async () => {
    assert.deepEqual(
      await askPool(out, "from ssd_a where authority = 'york-2' and a_id = 'york-2:007'"),
      [
        [
          ...['york-2:007', 'york-2:Zoë "O\'Neill", Leeds', '2024-12-10', '2024-12-10 09:30:00.5'],
          ...['R', ['x', 'y'], true, '9007199254740993', 0.25, null, 'york-2', '2026-01-01'],
        ],
      ],
    );
    const types = await askPool(out, 'select column_name, column_type from (describe ssd_a)');
    assert.deepEqual(types.slice(-5), [
      ...[
        ['a_count', 'BIGINT'],
        ['a_share', 'DOUBLE'],
        ['a_parent', 'VARCHAR'],
      ],
      ...[
        ['authority', 'VARCHAR'],
        ['as_of', 'DATE'],
      ],
    ]);
  });

  it('never mixes authorities in a join on the id alone', async () => {
    const joined = 'from ssd_b join ssd_a on b_a_id = a_id';
    const sql = `select count(*), count(*) filter (ssd_a.authority = ssd_b.authority) ${joined}`;
    assert.deepEqual(await askPool(out, sql), [['2', '2']]);
    const parents = 'from ssd_a child join ssd_a parent on child.a_parent = parent.a_id';
    assert.deepEqual(await askPool(out, `select count(*) ${parents}`), [['2']]);
  });

  it('says what columns mean', async () => {
    const sql =
      "select comment from duckdb_columns() where table_name = 'ssd_a' and column_name = 'a_id'";
    assert.deepEqual(await askPool(out, sql), [['Id.']]);
  });

  for (const [engine, statements] of [
    ['duckdb', 18],
    ['trino', 6],
  ] as const) {
    it(`has a catalogue that a parser of ${engine} reads`, () => {
      const sql = fs.readFileSync(path.join(out, `catalogue.${engine}.sql`), 'utf8');
      const read = parse(sql, engine as Dialect);
      assert.equal(read.success, true, read.error ?? '');
      const made = read.ast.filter((statement: object) => Object.keys(statement).length > 0);
      assert.equal(made.length, statements);
    });
  }

  it('is readable by its owner only', { skip: process.platform === 'win32' }, () => {
    for (const file of filesIn(out)) {
      assert.equal(fs.statSync(path.join(out, file)).mode & 0o077, 0, file);
    }
  });
});

describe('a night that is pooled again', () => {
  it('changes nothing when it is the same bundle: no byte, no date', async () => {
    const out = newPool();
    const bundle = await nightBundle(DIR, {});
    await pool(out, bundle);
    const shot = await snapshot(out);
    const copy = path.join(fs.mkdtempSync(path.join(DIR, 'copy-')), 'elsewhere');
    fs.cpSync(bundle, copy, { recursive: true });
    const again = await poolByCommand(out, bundle, copy);
    assert.equal(again.code, 0, again.err);
    assert.match(again.out, /leeds, 2026-01-01: in the pool already, nothing changed/);
    assert.deepEqual(await snapshot(out), shot);
  });

  it('is replaced whole by a newer bundle, and an older one changes nothing', async () => {
    const out = newPool();
    const older = await nightBundle(DIR, {});
    const narrow = editionWith((text) => text);
    const newer = await nightBundle(DIR, { rows: [A_ROW], edition: narrow });
    dropObject(newer, 'ssd_b');
    await pool(out, older);
    const { fates } = await pool(out, newer);
    assert.deepEqual(
      fates.map(({ fate }) => fate),
      ['replaces'],
    );
    assert.deepEqual(await askPool(out, 'select a_id from ssd_a'), [['leeds:007']]);
    assert.equal(fs.existsSync(path.join(out, 'ssd_b')), false, 'the newer one has no ssd_b');
    await expectWhole(out);
    const shot = await snapshot(out);
    const late = await poolByCommand(out, older);
    assert.match(late.out, /not taken: a newer one of that night is there/);
    assert.deepEqual(await snapshot(out), shot);
  });

  it('is the newest one, in whatever order bundles are named', async () => {
    const older = await nightBundle(DIR, {});
    const newer = await nightBundle(DIR, { rows: [A_ROW] });
    for (const order of [
      [older, newer],
      [newer, older],
    ]) {
      const out = newPool();
      const { fates } = await pool(out, ...order);
      assert.deepEqual(fates.map(({ fate }) => fate).sort(), ['new', 'older']);
      assert.deepEqual(await askPool(out, 'select count(*) from ssd_a'), [['1']]);
    }
  });

  it('is mended when a file of it is gone', async () => {
    const out = newPool();
    const bundle = await nightBundle(DIR, {});
    await pool(out, bundle);
    fs.rmSync(path.join(out, PARTS[0] ?? ''));
    assert.equal((await pool(out, bundle)).fates[0]?.fate, 'mended');
    await expectWhole(out);
  });
});

describe('bundles of several editions', () => {
  const NEW_FIELD = editionWith((text) => `${text}  - {name: a_more, type: int}\n`);
  const OTHER_TYPES = editionWith((text) =>
    text
      .replace('a_day, type: date', 'a_day, type: datetime')
      .replace('a_count, type: int', 'a_count, type: float')
      .replace('a_moment, type: datetime', 'a_moment, type: string')
      .replace('a_list, type: list', 'a_list, type: string')
      .replace('a_flag, type: boolean', 'a_flag, type: string'),
  );
  const columns = async (out: string, authority: string): Promise<unknown[][]> => {
    const file = path.join(out, 'ssd_a', `authority=${authority}`, 'as_of=2026-01-01');
    const sql = `select column_name, column_type from (describe from read_parquet('${path.join(file, 'part.parquet')}', hive_partitioning = false))`;
    return askPool(out, sql);
  };

  it('share the columns of all: a new field is empty where a bundle lacks it', async () => {
    const out = newPool();
    await pool(out, await nightBundle(DIR, { rows: [A_ROW] }));
    const york = await nightBundle(DIR, {
      ...{ site: 'york', edition: NEW_FIELD, rows: [[...A_ROW, '7']] },
    });
    const { out: said, code } = await poolByCommand(out, york);
    assert.equal(code, 0);
    assert.match(said, /ssd_a\.a_more is new: empty in what was pooled before/);
    assert.match(said, /1 older file written anew/);
    assert.deepEqual(await columns(out, 'leeds'), await columns(out, 'york'));
    const sql = 'select authority, a_more, a_id from ssd_a order by authority';
    assert.deepEqual(await askPool(out, sql), [
      ['leeds', null, 'leeds:007'],
      ['york', '7', 'york:007'],
    ]);
    await expectWhole(out);
    const ripon = await poolByCommand(out, await nightBundle(DIR, { site: 'ripon' }));
    assert.match(ripon.out, /ssd_a\.a_more is not in 1 bundle, and empty there/);
    assert.deepEqual(await columns(out, 'ripon'), await columns(out, 'york'));
  });

  it('share the wider type, and no value of an older part is lost', async () => {
    const out = newPool();
    await pool(out, await nightBundle(DIR, { rows: [A_ROW] }));
    const { reconciled } = await pool(
      out,
      await nightBundle(DIR, { site: 'york', edition: OTHER_TYPES, rows: [A_ROW] }),
    );
    assert.ok(
      reconciled.includes('ssd_a.a_moment is text now, and was datetime'),
      reconciled.join('\n'),
    );
    assert.deepEqual(await columns(out, 'leeds'), await columns(out, 'york'));
    const sql = 'select a_day, a_moment, a_list, a_flag, a_count from ssd_a order by authority';
    assert.deepEqual(await askPool(out, sql), [
      ...[['2024-12-10 00:00:00', '2024-12-10T09:30:00.5', '["x","y"]', 'true', 9007199254740992]],
      ...[[null, '2024-12-10T09:30:00.5', '["x","y"]', 'Y', 9007199254740992]],
    ]);
    await expectWhole(out);
    const narrower = await pool(out, await nightBundle(DIR, { site: 'ripon', rows: [A_ROW] }));
    assert.ok(narrower.reconciled.includes('ssd_a.a_flag is boolean in 1 bundle, and text here'));
    assert.equal(narrower.rewritten, 0);
    assert.deepEqual(await columns(out, 'ripon'), await columns(out, 'york'));
  });

  it('share their keys: what becomes one is qualified in older parts too', async () => {
    const out = newPool();
    await pool(out, await nightBundle(DIR, { rows: [A_ROW] }));
    const linked = editionWith((text) =>
      text.replace(
        'name: a_colour, type: categorical',
        'name: a_colour, foreign_key: ssd_a.a_id, type: categorical',
      ),
    );
    await pool(out, await nightBundle(DIR, { site: 'york', edition: linked, rows: [A_ROW] }));
    const sql = 'select a_colour from ssd_a order by authority';
    assert.deepEqual(await askPool(out, sql), [['leeds:R'], ['york:R']]);
  });

  it('cannot be read on from a part that somebody changed', async () => {
    const out = newPool();
    await pool(out, await nightBundle(DIR, {}));
    fs.appendFileSync(path.join(out, PARTS[0] ?? ''), 'x');
    const york = await nightBundle(DIR, { site: 'york', edition: NEW_FIELD, rows: [] });
    const shot = await snapshot(out);
    await assert.rejects(pool(out, york), { code: 'pool-damaged' });
    assert.deepEqual(await snapshot(out), shot, 'nothing is left');
  });
});

describe('a pool that was killed', () => {
  it('before it had decided leaves the pool as it was, and the next one tidies up', async () => {
    const out = newPool();
    const bundle = await nightBundle(DIR, {});
    await pool(out, bundle);
    const shot = await snapshot(out);
    const staged = path.join(out, STAGE, 'new', 'ssd_a');
    fs.mkdirSync(staged, { recursive: true });
    fs.writeFileSync(path.join(staged, 'half.parquet'), 'half');
    const { recovered } = await pool(out, bundle);
    assert.equal(recovered, false);
    assert.deepEqual(await snapshot(out), shot);
  });

  it('while files took their places is finished by the next one', async () => {
    const [out, twin] = [newPool(), newPool()];
    const older = await nightBundle(DIR, {});
    const newer = await nightBundle(DIR, { rows: [A_ROW] });
    dropObject(newer, 'ssd_b');
    await pool(out, older);
    await pool(twin, older);
    await pool(twin, newer);
    // one file has its place already, two have not, one is still to go
    const moved = PARTS[0] ?? '';
    fs.copyFileSync(path.join(twin, moved), path.join(out, moved));
    const waiting = ['catalogue.duckdb.sql', RECORD];
    fs.mkdirSync(path.join(out, STAGE, 'new'), { recursive: true });
    for (const file of waiting) {
      fs.copyFileSync(path.join(twin, file), path.join(out, STAGE, 'new', file));
    }
    const removes = ['ssd_b/authority=leeds/as_of=2026-01-01/part.parquet'];
    const journal = JSON.stringify({ moves: [moved, ...waiting], removes });
    fs.writeFileSync(path.join(out, STAGE, 'commit.json'), journal);

    const { code, out: said } = await poolByCommand(out, newer);
    assert.equal(code, 0);
    assert.match(said, /was finished first\n[^]*in the pool already, nothing changed/);
    assert.deepEqual(filesIn(out), filesIn(twin));
    await expectWhole(out);
  });

  it('is not finished by a journal that leads elsewhere', async () => {
    const out = newPool();
    const bundle = await nightBundle(DIR, {});
    await pool(out, bundle);
    const outside = path.join(path.dirname(out), 'mine.txt');
    fs.writeFileSync(outside, 'mine');
    fs.mkdirSync(path.join(out, STAGE));
    for (const away of ['../mine.txt', 'ssd_a/../../mine.txt', outside]) {
      const journal = JSON.stringify({ moves: [], removes: [away] });
      fs.writeFileSync(path.join(out, STAGE, 'commit.json'), journal);
      await assert.rejects(pool(out, bundle), { code: 'pool-unfinished' });
    }
    assert.equal(fs.readFileSync(outside, 'utf8'), 'mine');
  });
});
