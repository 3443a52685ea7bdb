import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { A_ROW, DIRTY_ROW, analysedBundle } from '../support/analysed-bundle.ts';
import { tempDir } from '../support/files.ts';
import { cli } from '../support/process.ts';
import { NO_LIBREOFFICE, NO_PYTHON, fetchPython, run } from './judges.ts';
import { argumentsOf, blocksOf, readerOf } from './page.ts';

const DIR = tempDir();

async function converted(to: string, name: string): Promise<string> {
  const bundle = await analysedBundle(DIR);
  const out = path.join(fs.mkdtempSync(path.join(DIR, 'to-')), name);
  const { code, err } = await cli(['convert', bundle, '--to', to, '--out', out]);
  assert.equal(code, 0, err);
  return out;
}

describe('pandas and pyarrow', { skip: NO_PYTHON }, () => {
  let python: string;
  before(() => {
    python = fetchPython();
  });

  it('read Parquet: types, values, meanings', async () => {
    const file = path.join(await converted('parquet', 'parquet'), 'ssd_a.parquet');
    const program = `
import json, sys, pandas as pd, pyarrow.parquet as pq
table = pq.read_table(sys.argv[1])
frame = pd.read_parquet(sys.argv[1]).set_index("a_id")
row = frame.loc["007"]
print(json.dumps({
  "types": [str(field.type) for field in table.schema],
  "row": [row.a_name, str(row.a_day), str(row.a_moment), list(row.a_list), bool(row.a_flag), int(table.to_pylist()[[r["a_id"] for r in table.to_pylist()].index("007")]["a_count"]) == 9007199254740993, row.a_share],
  "dirty": [frame.loc["=1+1"].a_colour, bool(pd.isna(frame.loc["=1+1"].a_day))],
  "key": json.loads(table.schema.metadata[b"ssd:schema"])["primaryKey"],
}))`;
    assert.deepEqual(JSON.parse(run(python, ['-c', program, file])), {
      types: [
        ...['string', 'string', 'date32[day]', 'timestamp[us]', 'string', 'list<element: string>'],
        ...['bool', 'int64', 'double', 'string'],
      ],
      row: [
        ...['Zoë "O\'Neill", Leeds', '2024-12-10', '2024-12-10 09:30:00.500000', ['x', 'y']],
        ...[true, true, 0.25],
      ],
      dirty: ['purple', true],
      key: ['a_id'],
    });
  });

  it('read the workbook: text is text, dates are dates', async () => {
    const program = `
import json, sys, pandas as pd
frame = pd.read_excel(sys.argv[1], sheet_name="ssd_a", dtype=object)
print(json.dumps([[None if pd.isna(cell) else str(cell) for cell in row] for row in frame.values]))`;
    const file = await converted('xlsx', 'ssd.xlsx');
    assert.deepEqual(JSON.parse(run(python, ['-c', program, file])), [
      A_ROW.map((cell, column) => (column === 2 ? '2024-12-10 00:00:00' : cell)),
      DIRTY_ROW,
    ]);
  });

  it('run every example of docs/analysts.md', async () => {
    const dir = fs.mkdtempSync(path.join(DIR, 'page-'));
    await readerOf(dir);
    for (const line of blocksOf('sh').flatMap(({ text }) => text.trim().split('\n'))) {
      if (!/ (?:open|convert) /.test(line)) continue;
      assert.equal((await cli(argumentsOf(line), { cwd: dir })).code, 0, line);
    }
    const programs = blocksOf('python');
    assert.equal(programs.length, 2);
    for (const { text } of programs) assert.match(run(python, ['-c', text], dir), /\bF\b\s+\d+/);
  });
});

describe('LibreOffice', { skip: NO_LIBREOFFICE }, () => {
  it('shows the workbook as it is meant: no formula, no lost zero', async () => {
    const file = await converted('xlsx', 'ssd.xlsx');
    const dir = path.dirname(file);
    const profile = `-env:UserInstallation=file://${path.join(DIR, 'libreoffice')}`;
    // every sheet (-1), cells as they are shown
    const filter = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1';
    run('soffice', [profile, '--headless', '--convert-to', filter, '--outdir', dir, file]);
    const text = fs.readFileSync(path.join(dir, 'ssd-ssd_a.csv'), 'utf8');
    const [, first, second]: string[][] = parse(text, { columns: false });
    assert.deepEqual(
      first,
      A_ROW.map((cell, column) => (column === 2 ? '10/12/2024' : (cell ?? ''))),
    );
    assert.deepEqual(second, DIRTY_ROW);
  });
});
