import { createHash } from 'node:crypto';

/** Size and sha256 (hexadecimal) of bytes. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

/** Counts and hashes bytes as they pass. */
export class Digester {
  readonly #hash = createHash('sha256');
  #bytes = 0;

  add(data: Uint8Array): void {
    this.#hash.update(data);
    this.#bytes += data.length;
  }

  /** Call once. */
  end(): Digest {
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}

/** Passes bytes on, and gives them to a digester. */
export async function* digesting(
  pieces: AsyncIterable<Uint8Array>,
  digester: Digester,
): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    digester.add(piece);
    yield piece;
  }
}
