import { createHash } from 'node:crypto';
import fs, { type FileHandle } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { syncFile } from './durable.ts';
import { publishingError } from './publishing-errors.ts';
import type { Row } from '../validators/row.ts';

export interface WrittenFile {
  /** Without the header. */
  readonly rows: number;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** One write of the file system for about this many characters. */
const CHUNK = 1 << 20;

/**
 * Writes one CSV file as the UK government's tabular data standard wants it: RFC 4180, UTF-8,
 * header row, CRLF. null and '' are both an empty cell. A full disk rejects the write; nothing here
 * waits for an event that may never come.
 */
export class CsvWriter {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #width: number;
  readonly #hash = createHash('sha256');
  #pending: string[] = [];
  #pendingLength = 0;
  #rows = 0;
  #bytes = 0;

  private constructor(handle: FileHandle, path: string, width: number) {
    this.#handle = handle;
    this.#path = path;
    this.#width = width;
  }

  static async create(
    path: string,
    columns: readonly string[],
    options: { bom?: boolean } = {},
  ): Promise<CsvWriter> {
    const handle = await fs.open(path, 'wx', 0o600).catch((error: unknown) => {
      throw publishingError(error, 'create', path);
    });
    const writer = new CsvWriter(handle, path, columns.length);
    writer.#append(`${options.bom ? '\uFEFF' : ''}${encode([columns])}`);
    return writer;
  }

  /** Writes rows whose cells are clean text already: what is checked is what is written. */
  async write(rows: readonly Row[]): Promise<void> {
    for (const some of inPieces(rows)) {
      for (const row of some) this.#refuseOtherWidth(row);
      this.#rows += some.length;
      this.#append(encode(some));
      if (this.#pendingLength >= CHUNK) await this.#flush();
    }
  }

  /** Writes what is left, and makes sure it is on the disk. */
  async end(): Promise<WrittenFile> {
    try {
      await this.#flush();
      await syncFile(this.#handle);
    } catch (error) {
      throw publishingError(error, 'write', this.#path);
    } finally {
      await this.close();
    }
    return {
      rows: this.#rows,
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
    };
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }

  #refuseOtherWidth(row: Row): void {
    if (row.length !== this.#width) {
      throw new Error(`a row of ${row.length} cells was given to a file of ${this.#width} columns`);
    }
  }

  #append(text: string): void {
    this.#pending.push(text);
    this.#pendingLength += text.length;
  }

  async #flush(): Promise<void> {
    const data = Buffer.from(this.#pending.join(''), 'utf8');
    this.#pending = [];
    this.#pendingLength = 0;
    this.#hash.update(data);
    for (let offset = 0; offset < data.length;) {
      const { bytesWritten } = await this.#handle.write(data, offset).catch((error: unknown) => {
        throw publishingError(error, 'write', this.#path);
      });
      offset += bytesWritten;
    }
    this.#bytes += data.length;
  }
}

/** Rows of about one write together: a batch of long texts is never one string. */
function* inPieces(rows: readonly Row[]): Generator<readonly Row[]> {
  let from = 0;
  let length = 0;
  for (const [index, row] of rows.entries()) {
    for (const cell of row) length += cell?.length ?? 0;
    if (length < CHUNK && index < rows.length - 1) continue;
    yield rows.slice(from, index + 1);
    from = index + 1;
    length = 0;
  }
}

function encode(rows: readonly Row[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  );
}
