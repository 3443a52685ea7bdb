import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readCsv } from '../../src/bundle/csv-reader.ts';
import { StructureFault } from '../../src/bundle/structure-fault.ts';
import { CsvWriter } from '../../src/bundle/csv-writer.ts';
import type { Cell, Row } from '../../src/validators/row.ts';
import { PublishingError } from '../../src/problems/errors.ts';
import { tempDir } from '../support/files.ts';
import { NO_LINKS } from '../support/links.ts';

const dir = tempDir();
let files = 0;
const newFile = (): string => path.join(dir, `${++files}.csv`);

async function writeRows(
  columns: readonly string[],
  batches: readonly (readonly Row[])[],
  options: { bom?: boolean } = {},
): Promise<{ file: string; text: string; sha256: string; rows: number }> {
  const file = newFile();
  const writer = await CsvWriter.create(file, columns, options);
  for (const batch of batches) await writer.write(batch);
  const written = await writer.end();
  const bytes = fs.readFileSync(file);
  assert.equal(written.bytes, bytes.length);
  assert.equal(written.sha256, createHash('sha256').update(bytes).digest('hex'));
  return {
    file,
    text: bytes.toString('utf8'),
    sha256: written.sha256,
    rows: written.rows,
  };
}

async function readAll(file: string): Promise<{ columns: readonly string[]; rows: Row[] }> {
  const csv = await readCsv(file);
  const rows: Row[] = [];
  for await (const batch of csv.batches) rows.push(...batch);
  return { columns: csv.columns, rows };
}

describe('CSV as the tabular data standard wants it', () => {
  it('has a header, CRLF, and quotes where they are needed only', async () => {
    const { text } = await writeRows(
      ['a', 'b'],
      [
        [
          ['1', 'x,y'],
          ['say "hi"', 'line\nbreak'],
          [null, ''],
          ['ok', ' kept '],
        ],
      ],
    );
    assert.equal(text, 'a,b\r\n1,"x,y"\r\n"say ""hi""","line\nbreak"\r\n,\r\nok, kept \r\n');
  });
  it('begins with a byte order mark only when asked', async () => {
    assert.equal((await writeRows(['a'], [], { bom: true })).text, '\uFEFFa\r\n');
    assert.equal((await writeRows(['a'], [])).text, 'a\r\n');
  });
  it('keeps accents, emoji and combining marks', async () =>
    assert.match(
      (await writeRows(['a'], [[['Zoë 👩‍👧 e\u0301 سارة']]])).text,
      /Zoë 👩‍👧 e\u0301 سارة/,
    ));
  it('refuses a row of another width, which would be a fault of ours', async () => {
    const writer = await CsvWriter.create(newFile(), ['a', 'b']);
    await assert.rejects(writer.write([['1']]), /1 cells .* 2 columns/);
    await writer.close();
  });
  it('never replaces a file', async () => {
    const file = newFile();
    fs.writeFileSync(file, 'mine');
    await assert.rejects(
      CsvWriter.create(file, ['a']),
      (error) => error instanceof PublishingError && /something of that name/.test(error.message),
    );
    assert.equal(fs.readFileSync(file, 'utf8'), 'mine');
  });
  it('reads back what was written, for any text', async () => {
    const cell: fc.Arbitrary<Cell> = fc.oneof(
      fc.constant(null),
      fc.string(),
      // code points, so every half of a pair has its other half
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '"',
        '""',
        ',',
        '\r',
        '\n',
        '\r\n',
        ' ',
        "'",
        '\uFEFF',
        '=1+1',
        '\u2028',
        '👶',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc
          .integer({ min: 1, max: 4 })
          .chain((width) =>
            fc
              .array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 })
              .map((rows) => ({ width, rows })),
          ),
        async ({ width, rows }) => {
          const columns = Array.from({ length: width }, (_, index) => `c${index}`);
          const { file } = await writeRows(columns, [rows]);
          const back = await readAll(file);
          assert.deepEqual(back.columns, columns);
          // null and '' are both an empty cell
          assert.deepEqual(
            back.rows.map((row) => row.map((value) => value ?? '')),
            rows.map((row) => row.map((value) => value ?? '')),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
  it('reads back a row of long texts, whatever stands where it is cut', async () => {
    const long: Row[] = [
      [`${'"'.repeat(200_000)},\r\n`, null, '👶'.repeat(400_000)],
      ['1', ` ${'👶'.repeat(400_000)}`, 'short'],
    ];
    const { file, rows } = await writeRows(['a', 'b', 'c'], [[['x', 'y', 'z'], ...long]]);
    assert.equal(rows, 3);
    assert.deepEqual((await readAll(file)).rows, [['x', 'y', 'z'], ...long]);
  });
  it('goes on after a write that the system did only in part', async (test) => {
    const file = newFile();
    const writer = await CsvWriter.create(file, ['a']);
    const probe = await fs.promises.open(file);
    const handles = Object.getPrototypeOf(probe) as FileHandle;
    await probe.close();
    const real = Reflect.get(handles, 'write') as (
      this: FileHandle,
      data: Buffer,
      offset: number,
      length: number,
    ) => Promise<{ bytesWritten: number }>;
    let writes = 0;
    test.mock.method(handles, 'write', function (this: FileHandle, data: Buffer, offset: number) {
      writes++;
      return real.call(this, data, offset, Math.min(3, data.length - offset));
    });
    await writer.write([['one'], ['two'], ['three']]);
    const written = await writer.end();
    test.mock.restoreAll();
    const bytes = fs.readFileSync(file);
    assert.equal(bytes.toString(), 'a\r\none\r\ntwo\r\nthree\r\n');
    assert.ok(writes > 5);
    assert.equal(written.sha256, createHash('sha256').update(bytes).digest('hex'));
    assert.equal(written.bytes, bytes.length);
  });
  it('writes large files in pieces, and hashes all of them', async () => {
    const batch = Array.from({ length: 1000 }, (_, index): Row => [String(index), 'x'.repeat(200)]);
    const { rows, file } = await writeRows(
      ['a', 'b'],
      Array.from({ length: 12 }, () => batch),
    );
    assert.equal(rows, 12_000);
    assert.equal((await readAll(file)).rows.length, 12_000);
  });
});

describe('structure faults', () => {
  const faults: readonly [string, string | Buffer, RegExp][] = [
    ['an empty file', '', /the file is empty/],
    ['a row too wide', 'a,b\r\n1,2\r\n1,2,3\r\n', /line 3: the row has 3 cells and the header 2/],
    ['a row too narrow', 'a,b\n1\n', /line 2: the row has 1 cell and the header 2/],
    ['a footer', 'a,b\n1,2\n(1 rows affected)\n', /line 3: the row has 1 cell and the header 2/],
    ['an empty line between', 'a,b\n1,2\n\n3,4\n', /line 3: the line is empty/],
    ['an open quote', 'a,b\n1,2\n1,"2\n3,4\n', /line 3: a quoted cell .* is not closed/],
    [
      'an open quote that a later row seems to close',
      'a,b\n1,2\n1,"2\n3,4\n5,"6"\n',
      /line 3: the quotes of the row that begins here are not in order/,
    ],
    [
      'an open quote after a row of many lines',
      'a,b\n1,"2\n\n2"\n1,"2\n3,4\n',
      /line 5: a quoted cell .* is not closed/,
    ],
    ['a quote in the wrong place', 'a,b\n1,2"3"\n', /line 2: the quotes .* are not in order/],
    ['a column twice', 'a,b,a\n1,2,3\n', /columns 1 and 3 of the header have the same name/],
    ['semicolons', 'a;b\n1;2\n', /line 1: the cells are separated by semicolons/],
    ['tabs', 'a\tb\n1\t2\n', /line 1: the cells are separated by tabs/],
    ['a hint for Excel', 'sep=,\na,b\n1,2\n', /line 1: the first line is a hint for Excel/],
    ['bytes that are not UTF-8', Buffer.from([0x61, 0x0a, 0xe9, 0x0a]), /not UTF-8/],
    ['a file cut inside a character', Buffer.from([0x61, 0x0a, 0xf0, 0x9f, 0x91]), /not UTF-8/],
  ];
  for (const [name, content, expected] of faults) {
    it(name, async () => {
      const file = newFile();
      fs.writeFileSync(file, content);
      await assert.rejects(
        readAll(file),
        (error) => error instanceof StructureFault && expected.test(error.message),
      );
    });
  }
  it('what a tool adds after a blank line is told as that', async () => {
    const file = newFile();
    for (const footer of ['(1 rows affected)', '1 row selected.', '(1 row)']) {
      fs.writeFileSync(file, `a,b\r\n1,2\r\n\r\n${footer}\r\n`);
      await assert.rejects(
        readAll(file),
        (error) =>
          error instanceof StructureFault &&
          /line 3: the line is empty/.test(error.message) &&
          /a count of rows, is no row/.test(error.hint ?? ''),
      );
    }
  });
  it('no cell is in a message, whatever the fault', async () => {
    for (const text of [
      'Zebedee,Zebedee\n',
      'Zebedee;b\n',
      'a,b\n1,Ze"bedee\n',
      'a,b\nZebedee\n',
    ]) {
      const file = newFile();
      fs.writeFileSync(file, text);
      await assert.rejects(
        readAll(file),
        (error) => error instanceof StructureFault && !/Zebedee/.test(error.message + error.hint),
      );
    }
  });
  it('stops at a row that is too long, before memory is full', async () => {
    const file = newFile();
    fs.writeFileSync(file, `a,b\n1,2\n1,${'Zebedee '.repeat(1000)}\n`);
    await assert.rejects(
      async () => {
        for await (const batch of (await readCsv(file, 5000)).batches) {
          assert.fail(`${batch.length} rows were read`);
        }
      },
      (error) =>
        error instanceof StructureFault &&
        /line 3: the row that begins here is too long/.test(error.message) &&
        !/Zebedee/.test(error.message + error.hint),
    );
  });
  it('passes over blank lines at the end', async () => {
    const file = newFile();
    for (const end of ['\r\n\r\n', '\n  \n\t\n', '\u001a', '   ']) {
      fs.writeFileSync(file, `a,b\r\n1,2\r\n${end}`);
      assert.deepEqual((await readAll(file)).rows, [['1', '2']]);
    }
  });
  it('gives up on a file that is blank lines without end', async () => {
    const file = newFile();
    fs.writeFileSync(file, `a,b\n1,2\n${'\n'.repeat(10_000)}`);
    assert.deepEqual((await readAll(file)).rows, [['1', '2']]);
    fs.appendFileSync(file, '\n');
    await assert.rejects(readAll(file), /line 3: more than 10,000 empty lines begin here/);
  });
  it('opens regular files only', { skip: NO_LINKS }, async () => {
    const real = newFile();
    fs.writeFileSync(real, 'a\n1\n');
    const link = newFile();
    fs.symlinkSync(real, link);
    const folder = newFile();
    fs.mkdirSync(folder);
    const device = process.platform === 'win32' ? [] : ['/dev/zero'];
    for (const file of [link, folder, ...device]) {
      await assert.rejects(
        readAll(file),
        (error) => error instanceof StructureFault && /not a regular file/.test(error.message),
      );
    }
  });
  it('a file that is not there', async () =>
    assert.rejects(
      readAll(path.join(dir, 'none.csv')),
      (error) => error instanceof StructureFault && /cannot be read \(ENOENT\)/.test(error.message),
    ));
  it('tells an empty cell from an empty text by its quotes', async () => {
    const file = newFile();
    fs.writeFileSync(file, '\uFEFFa,b\r\n,""\r\n');
    assert.deepEqual(await readAll(file), { columns: ['a', 'b'], rows: [[null, '']] });
  });
});
