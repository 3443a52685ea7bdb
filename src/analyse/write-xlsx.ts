import fs from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { readCsv } from '../bundle/csv-reader.ts';
import { publishingError } from '../bundle/publishing-errors.ts';
import { ConfigError } from '../problems/errors.ts';
import type { Row } from '../validators/row.ts';
import type { BundleColumn, BundleTable, BundleTables } from './bundle-tables.ts';
import { sqlType } from './column-types.ts';
import { stopped } from './stopped.ts';
import type { Misfit, Writing } from './writing.ts';
import {
  MOST_CHARACTERS,
  MOST_ROWS,
  SHEET_END,
  cellXml,
  headingXml,
  rowXml,
  sheetStart,
  workbookFiles,
} from './xlsx-sheet.ts';

interface Sheet {
  readonly name: string;
  readonly xml: () => AsyncIterable<string>;
}

/**
 * One workbook: a sheet an object, and one that says what the fields mean. It streams, row by row:
 * the libraries that are kept up hold a whole workbook in memory (write-excel-file: 840 MB for
 * 100,000 rows), and the one that streams is not kept up (exceljs). Nothing is left out for its
 * type here, so there are no misfits.
 * @throws ConfigError when an object has more rows, or a cell more text, than Excel takes
 */
export async function writeXlsx(writing: Writing): Promise<readonly Misfit[]> {
  const { bundle, file, signal, onStep } = writing;
  for (const table of bundle.tables) refuseTooLong(table);
  const sheets = [
    fieldsSheet(bundle),
    ...bundle.tables.map((table) => tableSheet(table, () => onStep(`writing ${table.object}`))),
  ];
  const zip = new ZipFile();
  // closes the sheet that is being read when the workbook ends before it
  const ended = new AbortController();
  for (const [name, text] of Object.entries(workbookFiles(sheets.map(({ name }) => name)))) {
    zip.addBuffer(Buffer.from(text), name);
  }
  sheets.forEach(({ xml }, index) => {
    zip.addReadStreamLazy(`xl/worksheets/sheet${index + 1}.xml`, (give) => {
      const parts = Readable.from(inParts(xml()), { signal: ended.signal });
      // yazl does not listen to it: nobody would hear of the error, and the workbook never end
      parts.on('error', (error) => zip.emit('error', error));
      give(null, parts);
    });
  });
  zip.end();
  await save(zip, file, signal).finally(() => ended.abort());
  return [];
}

async function save(zip: ZipFile, file: string, signal: AbortSignal): Promise<void> {
  const target = fs.createWriteStream(file, { mode: 0o600 });
  let failed: unknown;
  target.once('error', (error) => {
    failed ??= publishingError(error, 'write', file);
  });
  zip.on('error', (error: unknown) => {
    failed ??= error;
    target.destroy();
  });
  try {
    await pipeline(zip.outputStream, target, { signal });
  } catch (error) {
    if (!signal.aborted) throw failed ?? error;
    throw stopped(error);
  }
}

function tableSheet(table: BundleTable, onStart: () => void): Sheet {
  const { object, file, columns } = table;
  return {
    name: object.slice(0, MOST_NAME),
    xml: async function* () {
      onStart();
      yield sheetStart(columns.length);
      yield rowXml(columns.map(({ name }) => headingXml(name)));
      const { batches } = await readCsv(file);
      for await (const rows of batches) {
        yield rows.map((row) => rowXml(cellsOf(row, table))).join('');
      }
      yield SHEET_END;
    },
  };
}

/** Characters of the name of a sheet. */
const MOST_NAME = 31;

function cellsOf(row: Row, { object, columns }: BundleTable): string[] {
  return columns.map((column, at) => {
    const text = row[at] ?? null;
    if (text !== null && text.length > MOST_CHARACTERS) throw tooLongCell(object, column);
    return cellXml(text, column);
  });
}

const HEADINGS = ['object', 'field', 'type', 'description', 'item_ref', 'codes'] as const;
const TEXT = { type: 'text', british: false } as const;

function fieldsSheet({ tables }: BundleTables): Sheet {
  const asText = (text: string): string =>
    cellXml(text.slice(0, MOST_CHARACTERS), { ...TEXT, ...NO_MEANING });
  const rows = tables.flatMap(({ object, columns }) =>
    columns.map((column) =>
      rowXml(
        [
          ...[object, column.name, sqlType(column), column.description, column.itemRef ?? ''],
          column.codes.map(showCode).join('\n'),
        ].map(asText),
      ),
    ),
  );
  const parts = [sheetStart(HEADINGS.length), rowXml(HEADINGS.map(headingXml)), ...rows, SHEET_END];
  return { name: 'fields', xml: () => Readable.from(parts) };
}

const NO_MEANING = {
  name: '',
  description: '',
  itemRef: undefined,
  maxLength: undefined,
  codes: [],
};

function showCode({ value, description }: { value: string; description: string }): string {
  return description === '' ? value : `${value}: ${description}`;
}

async function* inParts(xml: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const part of xml) yield Buffer.from(part);
}

function refuseTooLong({ object, rows }: BundleTable): void {
  // the heading is a row, too
  if (rows < MOST_ROWS) return;
  throw new ConfigError({
    code: 'xlsx-limit',
    message: `${object} has ${rows.toLocaleString('en-GB')} rows, and a sheet of Excel holds ${(MOST_ROWS - 1).toLocaleString('en-GB')}`,
    hint: 'convert to Parquet or DuckDB, which Power BI reads as well, or ask for a part of it with ssd-extract query',
  });
}

function tooLongCell(object: string, { name }: BundleColumn): ConfigError {
  return new ConfigError({
    code: 'xlsx-limit',
    message: `a cell of ${object}.${name} has more than the ${MOST_CHARACTERS.toLocaleString('en-GB')} characters that a cell of Excel holds`,
    hint: 'convert to Parquet or DuckDB',
  });
}
