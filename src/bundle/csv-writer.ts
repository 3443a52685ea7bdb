import { createHash } from 'node:crypto';
import fs, { type FileHandle } from 'node:fs/promises';
import { stringify } from 'csv-stringify/sync';
import { cleanText } from './clean-text.ts';
import { syncFile } from './durable.ts';
import { publishingError } from './publishing-errors.ts';
import type { Row } from '../validators/row.ts';

export interface WrittenFile {
  /** Without the header. */
  readonly rows: number;
  readonly bytes: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly controlCharactersRemoved: number;
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
  #removed = 0;

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

  async write(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return;
    const clean = rows.map((row) => this.#clean(row));
    this.#rows += rows.length;
    this.#append(encode(clean));
    if (this.#pendingLength >= CHUNK) await this.#flush();
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
      controlCharactersRemoved: this.#removed,
    };
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }

  #clean(row: Row): Row {
    if (row.length !== this.#width) {
      throw new Error(`a row of ${row.length} cells was given to a file of ${this.#width} columns`);
    }
    return row.map((cell) => {
      if (cell === null) return null;
      const { text, removed } = cleanText(cell);
      this.#removed += removed;
      return text;
    });
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

function encode(rows: readonly Row[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  );
}
