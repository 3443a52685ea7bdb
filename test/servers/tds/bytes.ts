/** Little-endian pieces that tokens and types are made of. */
export function u8(value: number): Buffer {
  return Buffer.from([value]);
}

export function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

export function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

export function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}

/** The low `length` bytes of a number that is not negative, or two's complement. */
export function little(value: bigint, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, rest = BigInt.asUintN(length * 8, value); at < length; at++, rest >>= 8n) {
    bytes[at] = Number(rest & 0xffn);
  }
  return bytes;
}

export function ucs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le');
}

/** B_VARCHAR: one byte of length in characters. */
export function shortText(text: string): Buffer {
  return Buffer.concat([u8(text.length), ucs2(text)]);
}

/** US_VARCHAR: two bytes of length in characters. */
export function longText(text: string): Buffer {
  return Buffer.concat([u16(text.length), ucs2(text)]);
}

/** Reads a message from its beginning to its end. */
export class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  take(length: number): Buffer {
    if (length > this.left) {
      throw new RangeError(`a message ends ${length - this.left} byte(s) too early`);
    }
    return this.#bytes.subarray(this.#at, (this.#at += length));
  }

  u8(): number {
    return this.take(1).readUInt8();
  }

  u16(): number {
    return this.take(2).readUInt16LE();
  }

  u32(): number {
    return this.take(4).readUInt32LE();
  }

  u64(): bigint {
    return this.take(8).readBigUInt64LE();
  }

  ucs2(characters: number): string {
    return this.take(characters * 2).toString('utf16le');
  }
}
