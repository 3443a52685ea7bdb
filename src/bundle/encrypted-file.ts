import { TransformStream, type WritableStreamDefaultWriter } from 'node:stream/web';
import { type Encrypted, encryptTo } from '../protect/age.ts';
import { type Digest, Digester } from './digest.ts';
import { type FileSink, PlainFile, type Seal } from './file-sink.ts';

/**
 * A file that is encrypted as it is written: what is given to it never touches the disk, and only a
 * few pieces of it are in memory.
 */
export class EncryptedFile implements FileSink {
  readonly #file: PlainFile;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #plain = new Digester();
  readonly #fileKey: Uint8Array;
  /** Ends when all is on its way to the disk. */
  readonly #arriving: Promise<void>;
  seal: Seal | undefined;

  private constructor(
    file: PlainFile,
    writer: WritableStreamDefaultWriter<Uint8Array>,
    { stream, fileKey }: Encrypted,
  ) {
    this.#file = file;
    this.#writer = writer;
    this.#fileKey = fileKey;
    this.#arriving = pass(stream, file);
    // whoever writes next is told
    this.#arriving.catch(() => undefined);
  }

  static async create(path: string, recipients: readonly string[]): Promise<EncryptedFile> {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const encrypted = await encryptTo(recipients, readable);
    return new EncryptedFile(await PlainFile.create(path), writable.getWriter(), encrypted);
  }

  async write(data: Uint8Array): Promise<void> {
    this.#plain.add(data);
    await this.#unlessBroken(this.#writer.write(data));
  }

  async end(): Promise<Digest> {
    try {
      await this.#unlessBroken(this.#writer.close());
      await this.#arriving;
    } catch (error) {
      await this.close();
      throw error;
    }
    this.seal = { plain: this.#plain.end(), fileKey: this.#fileKey };
    return this.#file.end();
  }

  async close(): Promise<void> {
    await this.#writer.abort().catch(() => undefined);
    await this.#arriving.catch(() => undefined);
    await this.#file.close();
  }

  /** What went wrong on the way to the disk is the cause, and must not be waited past. */
  async #unlessBroken(step: Promise<void>): Promise<void> {
    step.catch(() => undefined);
    const arrived = this.#arriving.then(() => step);
    await Promise.race([step, arrived]).catch(async (error: unknown) => {
      await this.#arriving;
      throw error;
    });
  }
}

async function pass(pieces: AsyncIterable<Uint8Array>, file: PlainFile): Promise<void> {
  for await (const piece of pieces) await file.write(piece);
}
