import fs, { type FileHandle } from 'node:fs/promises';
import { type Digest, Digester } from './digest.ts';
import { syncFile } from './durable.ts';
import { cannot, publishingError } from './publishing-errors.ts';

/** What is known of a file that was encrypted while it was written. */
export interface Seal {
  /** Of what was written, before it was encrypted. */
  readonly plain: Digest;
  /** Opens this one file; never to be written down. */
  readonly fileKey: Uint8Array;
}

/** Where the bytes of a new file go, in order. */
export interface FileSink {
  write(data: Uint8Array): Promise<void>;
  /** Writes what is left and makes sure it is on the disk: what stands there. */
  end(): Promise<Digest>;
  /** Lets the file go, finished or not. Safe to call twice; never throws. */
  close(): Promise<void>;
  /** Once it has ended; undefined when what stands on the disk is what was written. */
  readonly seal: Seal | undefined;
}

/** A file that holds what is written to it; nothing here waits for an event that may never come. */
export class PlainFile implements FileSink {
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #digester = new Digester();
  readonly seal = undefined;

  private constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  /** Makes a new file, readable by its owner only. */
  static async create(path: string): Promise<PlainFile> {
    const handle = await fs.open(path, 'wx', 0o600).catch(cannot('create', path));
    return new PlainFile(handle, path);
  }

  async write(data: Uint8Array): Promise<void> {
    this.#digester.add(data);
    for (let offset = 0; offset < data.length;) {
      const { bytesWritten } = await this.#handle
        .write(data, offset)
        .catch(cannot('write', this.#path));
      offset += bytesWritten;
    }
  }

  async end(): Promise<Digest> {
    try {
      await syncFile(this.#handle);
    } catch (error) {
      throw publishingError(error, 'write', this.#path);
    } finally {
      await this.close();
    }
    return this.#digester.end();
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }
}
