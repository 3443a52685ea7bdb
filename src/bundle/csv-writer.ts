import { CsvEncoder } from './csv-encoder.ts';
import { EncryptedFile } from './encrypted-file.ts';
import { type FileSink, PlainFile, type Seal } from './file-sink.ts';
import type { Row } from '../validators/row.ts';

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

export const BOM = Uint8Array.of(0xef, 0xbb, 0xbf);

/**
 * Writes one CSV file, with a header row. A full disk rejects the write; nothing here waits for an
 * event that may never come.
 */
export class CsvWriter {
  readonly #sink: FileSink;
  readonly #encoder: CsvEncoder;
  #rows = 0;

  private constructor(sink: FileSink, width: number) {
    this.#sink = sink;
    this.#encoder = new CsvEncoder(width);
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
    if (bom) await sink.write(BOM);
    await writer.#encode([columns]);
    return writer;
  }

  /** Writes rows whose cells are clean text already: what is checked is what is written. */
  async write(rows: readonly Row[]): Promise<void> {
    await this.#encode(rows);
    this.#rows += rows.length;
  }

  /** Writes rows that a `CsvEncoder` has encoded for these columns. */
  async writeEncoded(block: Uint8Array, rows: number): Promise<void> {
    await this.#flush();
    await this.#sink.write(block);
    this.#rows += rows;
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

  async #encode(rows: readonly Row[]): Promise<void> {
    for (const block of this.#encoder.blocks(rows)) await this.#sink.write(block);
  }

  async #flush(): Promise<void> {
    const block = this.#encoder.end();
    if (block.length > 0) await this.#sink.write(block);
  }
}
