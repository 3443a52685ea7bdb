// Longer than most: every way in which a CSV file can be broken is told here, in its own words.
import fs from 'node:fs';
import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ConfigError } from '../problems/errors.ts';
import type { Cell, Row } from '../validators/row.ts';
import { refuseOtherFormat } from './other-format.ts';
import { StructureFault } from './structure-fault.ts';

export interface CsvFile {
  readonly columns: readonly string[];
  /** Batches of data rows; an unquoted empty cell is null, a quoted one ''. */
  readonly batches: AsyncIterable<readonly Row[]>;
}

const BATCH = 1000;
/** Bytes of one row at most; beyond that a quote is missing, or the file is none of ours. */
export const RECORD_BYTES = 1 << 28;
/** Each costs the parser as much as a row with a fault. */
const BLANK_LINES = 10_000;

/**
 * Opens a CSV file and reads its header; the rows stream. Strict: a regular file, every row as wide
 * as the header, valid UTF-8, no open quote. Blank lines at the end are passed over. What is in a
 * cell is never part of a message: places are lines and columns, counted from 1.
 * @param recordBytes bytes of one row at most
 * @param content the file's bytes, where they are not those on the disk
 * @throws StructureFault, at once or while the rows are read.
 */
export async function readCsv(
  file: string,
  recordBytes = RECORD_BYTES,
  content?: AsyncIterable<Uint8Array>,
): Promise<CsvFile> {
  await refuseIrregular(file);
  const records = parseRecords(file, recordBytes, content ?? fs.createReadStream(file));
  const first = await records.next();
  if (first.done) {
    throw new StructureFault(file, {
      what: 'the file is empty',
      hint: 'a CSV file has at least its header row',
    });
  }
  const columns = first.value.map((cell) => cell ?? '');
  refuseOtherFormat(file, columns);
  refuseTwice(file, columns);
  return { columns, batches: inBatches(records) };
}

/** A pipe would wait for ever, a device never end, and a link may lead anywhere. */
async function refuseIrregular(file: string): Promise<void> {
  const stat = await fs.promises.lstat(file).catch((error: unknown) => {
    throw explain(error, file, 1);
  });
  if (stat.isFile()) return;
  throw new StructureFault(file, {
    what: 'it is not a regular file, and was not opened',
    hint: 'put the file itself here: no link, folder, pipe or device',
  });
}

function refuseTwice(file: string, columns: readonly string[]): void {
  if (new Set(columns).size === columns.length) return;
  const second = columns.findIndex((name, index) => columns.indexOf(name) !== index);
  const first = columns.indexOf(columns[second] ?? '');
  throw new StructureFault(file, {
    what: `columns ${first + 1} and ${second + 1} of the header have the same name`,
    hint: 'every column has a name of its own; is the first row the header?',
    line: 1,
  });
}

async function* inBatches(records: AsyncGenerator<Row>): AsyncGenerator<readonly Row[]> {
  let batch: Row[] = [];
  for await (const record of records) {
    batch.push(record);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function* parseRecords(
  file: string,
  recordBytes: number,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Row> {
  const rows = new RowGuard(file);
  const parser = parse({
    bom: true,
    // the guard says it better
    relax_column_count: true,
    skip_empty_lines: false,
    max_record_size: recordBytes,
    record_delimiter: ['\r\n', '\n', '\r'],
    cast: (value: string, context): Cell => (value === '' && !context.quoting ? null : value),
    on_record: (record: string[], { lines }) => (rows.fits(record, lines) ? record : null),
  });
  const text = Readable.from(decode(content));
  pipeline(text, parser, () => undefined);
  try {
    for await (const record of parser) yield record as Row;
  } catch (error) {
    throw explain(error, file, rows.line);
  }
}

/** Of a line without a cell; some editors end a file with Ctrl+Z. */
const BLANK = /^[ \t\u001a]*$/;

const FOOTER = 'a line that a tool adds at the end, such as a count of rows, is no row: delete it';

/** Holds each row to the width of the header, and knows where the next one begins. */
class RowGuard {
  readonly #file: string;
  #width: number | undefined;
  #blank: number | undefined;
  /** The line where the row that is being read begins. */
  line = 1;

  constructor(file: string) {
    this.#file = file;
  }

  /**
   * False for a blank line, which may only come at the end; `last` is the last line of the row.
   * @throws StructureFault for a row of another width
   */
  fits(record: Row, last: number): boolean {
    const begins = this.line;
    this.line = last + 1;
    this.#width ??= record.length;
    if (this.#width > 1 && record.length === 1 && BLANK.test(record[0] ?? '')) {
      this.#blank ??= begins;
      if (last - this.#blank < BLANK_LINES) return false;
      throw new StructureFault(this.#file, {
        what: `more than ${BLANK_LINES.toLocaleString('en-GB')} empty lines begin here`,
        hint: 'the file was not written to its end, or something was added to it: write it anew',
        line: this.#blank,
      });
    }
    if (this.#blank !== undefined) {
      throw new StructureFault(this.#file, {
        what: 'the line is empty',
        hint: record.length === 1 ? FOOTER : 'only the end of a file may have empty lines',
        line: this.#blank,
      });
    }
    if (record.length === this.#width) return true;
    const alone = record.length === 1;
    throw new StructureFault(this.#file, {
      what: `the row has ${record.length} ${alone ? 'cell' : 'cells'} and the header ${this.#width}`,
      hint: alone ? FOOTER : 'a cell with a comma or a line break stands in double quotes',
      line: begins,
    });
  }
}

/**
 * UTF-8 to text, refusing what is not UTF-8 instead of putting replacement characters in its place.
 */
async function* decode(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for await (const chunk of content) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** `line`: where the row begins that could not be read to its end. */
function explain(error: unknown, file: string, line: number): unknown {
  if (error instanceof ConfigError) return error;
  if (error instanceof CsvError && error.code === 'CSV_MAX_RECORD_SIZE') {
    return new StructureFault(file, {
      what: 'the row that begins here is too long, and was not read to its end',
      hint: `line breaks or a double quote may be missing; a row has ${RECORD_BYTES.toLocaleString('en-GB')} bytes at most`,
      line,
    });
  }
  if (error instanceof CsvError) {
    return error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? new StructureFault(file, {
          what: 'a quoted cell of the row that begins here is not closed',
          hint: 'the file may have been cut short, or a double quote is missing',
          line,
        })
      : new StructureFault(file, {
          what: 'the quotes of the row that begins here are not in order',
          hint: 'a cell is quoted whole, and a double quote inside it is written twice',
          line,
        });
  }
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof TypeError && code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new StructureFault(file, {
      what: 'the file is not UTF-8',
      hint: 'save it as "CSV UTF-8"',
    });
  }
  return code === undefined
    ? error
    : new StructureFault(file, {
        what: `it cannot be read (${code})`,
        hint: 'check the path and the rights',
      });
}
