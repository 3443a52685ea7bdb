import { stringify } from 'csv-stringify/sync';
import { EncryptedFile } from './encrypted-file.ts';
import { type FileSink, PlainFile, type Seal } from './file-sink.ts';
import type { Cell, Row } from '../validators/row.ts';

export interface WrittenFile {
  /** Without the header. */
  readonly rows: number;
  readonly bytes: number;
  /** Of the file as it stands on the disk; hexadecimal. */
  readonly sha256: string;
}

export interface CsvOptions {
  readonly bom?: boolean;
  /** Whom to encrypt the file to; nobody when left out. */
  readonly recipients?: readonly string[];
}

/** One write of the file system for about this many characters. */
const CHUNK = 1 << 20;

/**
 * Writes one CSV file as the UK government's tabular data standard wants it: RFC 4180, UTF-8,
 * header row, CRLF. null and '' are both an empty cell. A full disk rejects the write; nothing here
 * waits for an event that may never come.
 */
export class CsvWriter {
  readonly #sink: FileSink;
  readonly #width: number;
  #pending: string[] = [];
  #pendingLength = 0;
  #rows = 0;

  private constructor(sink: FileSink, width: number) {
    this.#sink = sink;
    this.#width = width;
  }

  static async create(
    path: string,
    columns: readonly string[],
    { bom = false, recipients = [] }: CsvOptions = {},
  ): Promise<CsvWriter> {
    const sink =
      recipients.length > 0
        ? await EncryptedFile.create(path, recipients)
        : await PlainFile.create(path);
    const writer = new CsvWriter(sink, columns.length);
    writer.#append(`${bom ? '\uFEFF' : ''}${encode([columns])}`);
    return writer;
  }

  /** Writes rows whose cells are clean text already: what is checked is what is written. */
  async write(rows: readonly Row[]): Promise<void> {
    for (const row of rows) this.#refuseOtherWidth(row);
    for (const some of inPieces(rows)) {
      const [row] = some;
      if (some.length === 1 && row && lengthOf(row) >= CHUNK) await this.#writeLong(row);
      else this.#append(encode(some));
      this.#rows += some.length;
      if (this.#pendingLength >= CHUNK) await this.#flush();
    }
  }

  /** Writes what is left, and makes sure it is on the disk. */
  async end(): Promise<WrittenFile> {
    try {
      await this.#flush();
      return { rows: this.#rows, ...(await this.#sink.end()) };
    } finally {
      await this.close();
    }
  }

  /** What reads an encrypted file back, once it has ended. */
  get seal(): Seal | undefined {
    return this.#sink.seal;
  }

  /** Safe to call twice. */
  close(): Promise<void> {
    return this.#sink.close();
  }

  #refuseOtherWidth(row: Row): void {
    if (row.length !== this.#width) {
      throw new Error(`a row of ${row.length} cells was given to a file of ${this.#width} columns`);
    }
  }

  /** A row of long texts, a slice at a time: as one string it would take many times its size. */
  async #writeLong(row: Row): Promise<void> {
    for (const [index, cell] of row.entries()) {
      if (index > 0) this.#append(',');
      for (const slice of quoted(cell)) {
        this.#append(slice);
        if (this.#pendingLength >= CHUNK) await this.#flush();
      }
    }
    this.#append('\r\n');
  }

  #append(text: string): void {
    this.#pending.push(text);
    this.#pendingLength += text.length;
  }

  async #flush(): Promise<void> {
    const data = Buffer.from(this.#pending.join(''), 'utf8');
    this.#pending = [];
    this.#pendingLength = 0;
    await this.#sink.write(data);
  }
}

/** Rows of about one write together; a row that is more than one is alone. */
function* inPieces(rows: readonly Row[]): Generator<readonly Row[]> {
  let from = 0;
  let length = 0;
  for (const [index, row] of rows.entries()) {
    const own = lengthOf(row);
    if (index > from && length + own > CHUNK) {
      yield rows.slice(from, index);
      [from, length] = [index, 0];
    }
    length += own;
  }
  if (from < rows.length) yield rows.slice(from);
}

function lengthOf(row: Row): number {
  return row.reduce((sum, cell) => sum + (cell?.length ?? 0), 0);
}

const SLICE = 1 << 16;

/** A cell in quotes, in slices that never cut a character in two. */
function* quoted(cell: Cell): Generator<string> {
  if (cell === null) return;
  yield '"';
  for (let from = 0; from < cell.length;) {
    const inPair = (cell.codePointAt(from + SLICE - 1) ?? 0) > 0xffff;
    const to = from + SLICE - (inPair ? 1 : 0);
    yield cell.slice(from, to).replaceAll('"', '""');
    from = to;
  }
  yield '"';
}

function encode(rows: readonly Row[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  );
}
