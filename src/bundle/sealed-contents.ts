import path from 'node:path';
import { AGE_ENDING } from '../protect/age.ts';
import { CONTENTS, type Contents } from './contents.ts';
import type { Digest } from './digest.ts';
import { EncryptedFile } from './encrypted-file.ts';
import type { Seal } from './file-sink.ts';
import type { Manifest } from './manifest.ts';

/** Whom a bundle is encrypted to, and what the files hold that were encrypted so far. */
export class SealedContents {
  readonly recipients: readonly string[];
  readonly #files: Contents['files'][number][] = [];

  /** Without recipients nothing is encrypted. */
  constructor(recipients: readonly string[]) {
    this.recipients = recipients;
  }

  /** The name in the bundle of a file that holds values. */
  nameOf(plainName: string): string {
    return this.recipients.length > 0 ? `${plainName}${AGE_ENDING}` : plainName;
  }

  /** Takes note of a file that has ended; there is nothing to note of one without a seal. */
  add(plainName: string, seal: Seal | undefined): void {
    if (seal) this.#files.push({ file: plainName, ...seal.plain });
  }

  /** Encrypts a text into a file, and takes note of it. */
  async text(file: string, plainName: string, content: string): Promise<Digest> {
    const sink = await EncryptedFile.create(file, this.recipients);
    try {
      await sink.write(Buffer.from(content, 'utf8'));
      const digest = await sink.end();
      this.add(plainName, sink.seal);
      return digest;
    } finally {
      await sink.close();
    }
  }

  /**
   * Lists what the encrypted files hold, encrypted like them: hashes of the plain text would let
   * anybody confirm a guess at a small file. Gives nothing when nothing is encrypted.
   */
  async write(dir: string): Promise<Manifest['others']> {
    if (this.recipients.length === 0) return [];
    const file = this.nameOf(CONTENTS);
    const contents: Contents = { files: this.#files };
    const text = `${JSON.stringify(contents, null, 2)}\n`;
    return [{ file, ...(await this.text(path.join(dir, file), CONTENTS, text)) }];
  }
}
