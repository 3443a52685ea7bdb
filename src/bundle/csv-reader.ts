import fs from 'node:fs';
import path from 'node:path';
import { Readable, pipeline } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ConfigError } from '../problems/errors.ts';
import type { Cell, Row } from '../validators/row.ts';

/** A file whose structure is broken: nothing of it can be trusted. */
export class StructureFault extends ConfigError {
  constructor(file: string, what: string, hint: string, line?: number) {
    super({
      code: 'csv-structure',
      message: `${path.basename(file)}${line === undefined ? '' : `, line ${line}`}: ${what}`,
      hint,
    });
  }
}

export interface CsvFile {
  readonly columns: readonly string[];
  /** Batches of data rows; an unquoted empty cell is null, a quoted one ''. */
  readonly batches: AsyncIterable<readonly Row[]>;
}

const BATCH = 1000;

/**
 * Opens a CSV file and reads its header; the rows stream. Strict: every row as wide as the header,
 * valid UTF-8, no open quote.
 * @throws StructureFault, at once or while the rows are read.
 */
export async function readCsv(file: string): Promise<CsvFile> {
  const records = parseRecords(file);
  const first = await records.next();
  if (first.done) {
    throw new StructureFault(file, 'the file is empty', 'a CSV file has at least its header row');
  }
  const columns = first.value.map((cell) => cell ?? '');
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new StructureFault(
      file,
      `the column "${twice}" stands twice in the header`,
      'every column has a name of its own',
      1,
    );
  }
  return { columns, batches: inBatches(records) };
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

async function* parseRecords(file: string): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    relax_column_count: false,
    skip_empty_lines: false,
    record_delimiter: ['\r\n', '\n', '\r'],
    cast: (value: string, context): Cell => (value === '' && !context.quoting ? null : value),
  });
  const text = Readable.from(decode(file));
  pipeline(text, parser, () => undefined);
  try {
    for await (const record of parser) yield record as Row;
  } catch (error) {
    throw explain(error, file);
  }
}

/**
 * UTF-8 to text, refusing what is not UTF-8 instead of putting replacement characters in its place.
 */
async function* decode(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  for await (const chunk of fs.createReadStream(file)) {
    yield decoder.decode(chunk as Buffer, { stream: true });
  }
  yield decoder.decode();
}

function explain(error: unknown, file: string): unknown {
  if (error instanceof CsvError) {
    const line = typeof error['lines'] === 'number' ? error['lines'] : undefined;
    switch (error.code) {
      case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH':
        return new StructureFault(
          file,
          'the row has more or fewer cells than the header',
          'a cell with a comma or a line break stands in double quotes',
          line,
        );
      case 'CSV_QUOTE_NOT_CLOSED':
        return new StructureFault(
          file,
          'a quoted cell is not closed',
          'the file may have been cut short',
          line,
        );
      default:
        return new StructureFault(
          file,
          'the quotes are not in order',
          'a double quote inside a quoted cell is written twice',
          line,
        );
    }
  }
  if (
    error instanceof TypeError &&
    (error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
  ) {
    return new StructureFault(file, 'the file is not UTF-8', 'save it as "CSV UTF-8"');
  }
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined
    ? error
    : new StructureFault(file, `it cannot be read (${code})`, 'check the path and the rights');
}
