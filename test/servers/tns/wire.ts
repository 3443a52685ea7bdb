/** Writes the primitives of TTC, the language inside DATA packets. */
export class Writer {
  readonly #parts: Buffer[] = [];

  bytes(...bytes: number[]): this {
    return this.raw(Buffer.from(bytes));
  }

  raw(buffer: Buffer): this {
    this.#parts.push(buffer);
    return this;
  }

  /** `ub2`, `ub4` and `ub8`: a length byte (0, 1, 2, 4 or 8), then the number. */
  ub(value: number): this {
    if (value === 0) return this.bytes(0);
    const size = SIZES.find((bytes) => value < 256 ** bytes) ?? 8;
    const buffer = Buffer.alloc(9);
    buffer.writeBigUInt64BE(BigInt(value), 1);
    return this.bytes(size).raw(buffer.subarray(9 - size));
  }

  zeros(count: number): this {
    return this.raw(Buffer.alloc(count));
  }

  /**
   * Bytes with their length; 64 kB and more go in chunks, and so does everything that one byte
   * cannot count.
   */
  bl(value: Buffer | null): this {
    if (value === null || value.length === 0) return this.bytes(0);
    if (value.length <= 252) return this.bytes(value.length).raw(value);
    this.bytes(254);
    for (let at = 0; at < value.length; at += CHUNK) {
      const chunk = value.subarray(at, at + CHUNK);
      this.ub(chunk.length).raw(chunk);
    }
    return this.bytes(0);
  }

  /** A length, and the bytes with their length once more unless there are none. */
  lbl(value: Buffer): this {
    return value.length === 0 ? this.bytes(0) : this.ub(value.length).bl(value);
  }

  text(value: string): this {
    return this.lbl(Buffer.from(value));
  }

  pair(key: string, value: string, flags = 0): this {
    return this.text(key).text(value).ub(flags);
  }

  end(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

const SIZES = [1, 2, 4, 8];
const CHUNK = 32767;

/** Reads them. */
export class Reader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get ended(): boolean {
    return this.#at >= this.#buffer.length;
  }

  u8(): number {
    return this.#buffer.readUInt8(this.#at++);
  }

  skip(count: number): this {
    this.#at += count;
    return this;
  }

  ub(): number {
    const size = this.u8() & 0x7f;
    return size === 0 ? 0 : Number(BigInt(`0x${this.#take(size).toString('hex')}`));
  }

  skipUb(count: number): this {
    for (let left = count; left > 0; left--) this.ub();
    return this;
  }

  bl(): Buffer | null {
    const length = this.u8();
    if (length === 0 || length === 255) return null;
    if (length !== 254) return this.#take(length);
    const chunks: Buffer[] = [];
    for (let size = this.ub(); size > 0; size = this.ub()) chunks.push(this.#take(size));
    return Buffer.concat(chunks);
  }

  lbl(): Buffer | null {
    return this.ub() === 0 ? null : this.bl();
  }

  pair(): [key: string, value: string] {
    const [key, value] = [this.lbl(), this.lbl()];
    this.ub();
    return [key?.toString() ?? '', value?.toString() ?? ''];
  }

  #take(count: number): Buffer {
    this.#at += count;
    return this.#buffer.subarray(this.#at - count, this.#at);
  }
}
