import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { startEngine } from '../../src/analyse/engine.ts';
import { mountBundle, readBundle } from '../../src/analyse/open-bundle.ts';
import { analysedBundle } from '../support/analysed-bundle.ts';
import { tempDir } from '../support/files.ts';
import { cliHere } from '../support/cli-here.ts';
import { BIN, type Ended, start } from '../support/process.ts';

const DIR = tempDir();

const query = (bundle: string, sql: string, ...options: string[]): Promise<Ended> =>
  cliHere(['query', bundle, sql, ...options]);

async function answer(bundle: string, sql: string): Promise<unknown> {
  const { code, out, err } = await query(bundle, sql, '--format', 'json');
  assert.equal(code, 0, err);
  return JSON.parse(out);
}

describe('ssd-extract query', () => {
  let bundle: string;
  before(async () => {
    bundle = await analysedBundle(DIR);
  });

  it('gives cells as their types, no digit lost', async () => {
    assert.deepEqual(await answer(bundle, "select * from ssd_a where a_id = '007'"), [
      {
        a_id: '007',
        a_name: 'Zoë "O\'Neill", Leeds',
        a_day: '2024-12-10',
        a_moment: '2024-12-10T09:30:00.5',
        a_colour: 'R',
        a_list: ['x', 'y'],
        a_flag: true,
        a_count: '9007199254740993',
        a_share: 0.25,
        a_parent: null,
      },
    ]);
  });

  it('has null for a cell that is not of its type, and the text beside it', async () => {
    const [typed] = (await answer(bundle, "select * from ssd_a where a_id = '=1+1'")) as object[];
    assert.deepEqual(Object.values(typed ?? {}), [
      ...['=1+1', '00123', null, null, 'purple', null, null, null, null, '007'],
    ]);
    const sql = "select a_day, a_count, a_list from text.ssd_a where a_id = '=1+1'";
    assert.deepEqual(await answer(bundle, sql), [
      { a_day: '31/12/2024', a_count: '1.5', a_list: '[x' },
    ]);
  });

  it('reads British dates, and a file with a byte order mark and line breaks in cells', async () => {
    const british = await analysedBundle(DIR, {
      rows: [['1', null, '31/12/2024', '31/12/2024 23:59:01', ...Array<null>(6).fill(null)]],
      described: { dateFormat: 'dd/mm/yyyy' },
    });
    assert.deepEqual(await answer(british, 'select a_day, a_moment from ssd_a'), [
      { a_day: '2024-12-31', a_moment: '2024-12-31T23:59:01' },
    ]);
    assert.deepEqual(await answer(british, 'from ssd_b'), [
      { b_a_id: '007', b_name: 'line one\r\nline two' },
    ]);
  });

  it('tells of keys, codes and meanings', async () => {
    assert.deepEqual(await answer(bundle, 'from code_a_colour order by all'), [
      { code: 'G|(B)', description: '' },
      { code: 'R', description: 'Red' },
    ]);
    assert.deepEqual(await answer(bundle, "from keys where object = 'ssd_b'"), [
      { object: 'ssd_b', field: 'b_a_id', parent_object: 'ssd_a', parent_field: 'a_id' },
      { object: 'ssd_b', field: 'b_name', parent_object: 'ssd_a', parent_field: 'a_name' },
    ]);
    assert.deepEqual(await answer(bundle, "select codes from fields where field = 'a_colour'"), [
      { codes: 'code_a_colour' },
    ]);
    const sql = "select comment from duckdb_columns() where column_name = 'a_id' and comment <> ''";
    assert.deepEqual(await answer(bundle, sql), [{ comment: 'Id.; A001; part of the key' }]);
  });

  it('prints a table, and CSV that keeps its quotes', async () => {
    const sql = 'select a_id, a_name, 1 as n from ssd_a order by a_id limit 1';
    const shown = await query(bundle, sql);
    assert.equal(
      shown.out,
      'a_id  a_name                n\n----  --------------------  -\n007   Zoë "O\'Neill", Leeds  1\n',
    );
    const csv = await query(bundle, sql, '--format', 'csv');
    assert.equal(csv.out, 'a_id,a_name,n\r\n007,"Zoë ""O\'Neill"", Leeds",1\r\n');
  });

  it('writes a file whole, in the format of its name, and replaces none unasked', async () => {
    const out = path.join(tempDir(), 'answer.parquet');
    const sql = 'select a_id, a_day from ssd_a; -- the end';
    const refused = await query(bundle, sql, '--out', out);
    assert.equal(refused.code, 2, 'a comment behind the semicolon');
    assert.deepEqual(fs.readdirSync(path.dirname(out)), [], 'nothing is left of a failure');
    const made = await query(bundle, 'select a_id, a_day from ssd_a -- the end', '--out', out);
    assert.equal(made.code, 0, made.err);
    const engine = await startEngine();
    const read = await engine.connection.runAndReadAll(
      `select a_id, a_day, typeof(a_day) from '${out}' order by all`,
    );
    await engine.close();
    assert.deepEqual(read.getRowsJson(), [
      ['007', '2024-12-10', 'DATE'],
      ['=1+1', null, 'DATE'],
    ]);
    const again = await query(bundle, 'select 1', '--out', out);
    assert.match(again.err, /\[out-exists\]/);
    assert.equal((await query(bundle, 'select 1', '--out', out, '--force')).code, 0);
  });

  it('says what is wrong with a query, without a value of a row', async () => {
    const typo = await query(bundle, 'select a_idd from ssd_a');
    assert.equal(typo.code, 2);
    assert.match(typo.err, /Binder Error: .*a_idd[^]*\[bad-query\]/);
    const cast = await query(bundle, 'select cast(a_name as int) from ssd_a');
    assert.match(cast.err, /\[bad-query\]/);
    assert.doesNotMatch(cast.err, /Leeds|00123/);
  });

  for (const sql of [
    'select 1; select 2',
    'create table x as select 1',
    'delete from bundle',
    "copy (select 1) to 'x.csv'",
    "explain analyze copy (select 1) to 'x.csv'",
    '',
    '/* a comment */',
  ]) {
    it(`takes one SELECT only: ${sql || 'an empty text'}`, async () => {
      const { code, err } = await query(bundle, sql);
      assert.equal(code, 2);
      assert.match(err, /\[query-(?:not-select|outside)\]/);
    });
  }
});

describe('no query turns on a log, which would end DuckDB and us with it', () => {
  const file = path.join(DIR, 'log');
  const settings = `(storage := 'file', storage_config := {'path': '${file}'})`;
  const inText = settings.replaceAll("'", "''");
  for (const sql of [
    `from enable_logging${settings}`,
    `FROM system.main."Enable_Logging"${settings}`,
    `select * from query('from enable_' || 'logging${inText}')`,
    `select 1 where 1 in (select 1 from query('from enable_' || 'logging${inText}'))`,
    `with x as materialized (from enable_logging${settings}) select 1 from x, x y`,
    `summarize from query('from enable_' || 'logging${inText}')`,
  ]) {
    it(sql.replaceAll(file, 'FILE'), async () => {
      const { code, err } = await query(await analysedBundle(DIR), sql);
      assert.equal(code, 2, err);
      assert.match(err, /\[query-outside\]/);
      assert.equal(fs.existsSync(file), false);
    });
  }
  it('but its name may be a word of one', async () => {
    const { code, out } = await query(await analysedBundle(DIR), "select 'enable_logging' as x");
    assert.equal(code, 0);
    assert.match(out, /enable_logging/);
  });
});

describe('a folder that cannot be queried', () => {
  const refusal = async (dir: string): Promise<string> => (await query(dir, 'select 1')).err;

  it('is no bundle, or was changed, or is encrypted', async () => {
    assert.match(await refusal(tempDir()), /no manifest\.json[^]*\[not-whole\]/);
    const changed = await analysedBundle(DIR);
    fs.appendFileSync(path.join(changed, 'ssd_a.csv'), '1,2\r\n');
    assert.match(await refusal(changed), /"ssd_a\.csv" has [^]*\[not-whole\]/);
    const encrypted = await analysedBundle(DIR, {
      manifest: { encrypted: { format: 'age', recipients: ['age1x'] } },
    });
    assert.match(await refusal(encrypted), /\[encrypted\][^]*decrypt it first/);
  });
});

describe('DuckDB, once it is locked', () => {
  const elsewhere = path.join(tempDir(), 'elsewhere');
  for (const sql of [
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/passwd')",
    "select * from glob('/etc/*')",
    "select * from sniff_csv('/etc/passwd')",
    "select * from read_parquet('/etc/passwd')",
    "select * from '/etc/passwd'",
    "select * from read_csv('https://example.org/a.csv')",
    `copy (select 1) to '${elsewhere}'`,
    `attach '${elsewhere}'`,
    `export database '${elsewhere}'`,
    "import database '/etc'",
    'install httpfs',
    'load httpfs',
    "load '/tmp/x.duckdb_extension'",
    "set memory_limit = '64GB'",
    'set enable_external_access = true',
    'set lock_configuration = false',
    'reset lock_configuration',
    `set temp_directory = '${elsewhere}'`,
    `pragma profile_output = '${elsewhere}'`,
    `set profiling_output = '${elsewhere}'`,
    "set allowed_paths = ['/etc/passwd']",
    "create persistent secret s (type http, bearer_token 'x')",
  ]) {
    it(`refuses by itself: ${sql.replace(elsewhere, 'FILE')}`, async () => {
      const bundle = await readBundle(await analysedBundle(DIR));
      const engine = await startEngine();
      try {
        await mountBundle(engine.connection, bundle);
        await engine.lock(bundle.tables.map(({ file }) => file));
        await assert.rejects(
          engine.connection.run(sql).then(() => engine.connection.run('select 1')),
          /Permission Error|locked|disabled|does not exist|not exist/i,
        );
        assert.equal(fs.existsSync(elsewhere), false);
      } finally {
        await engine.close();
      }
    });
  }

  it('leaves nothing aside when it is closed, though it had to lay rows aside', async () => {
    const tmp = tempDir();
    const { code, err } = await start(
      [
        ...[BIN, 'query', await analysedBundle(DIR)],
        'select sum(hash(a)) from (select range::varchar as a from range(5000000) order by hash(range))',
        ...['--memory', '200MB'],
      ],
      { env: { TMPDIR: tmp, TEMP: tmp, TMP: tmp } },
    ).ended;
    assert.equal(code, 0, err);
    assert.deepEqual(fs.readdirSync(tmp), []);
  });
});
