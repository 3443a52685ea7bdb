/** Types of packets that a server sends, and the fewest bytes that each takes. */
const SHORTEST: ReadonlyMap<number, number> = new Map([
  [2, 24],
  [4, 12],
  [5, 10],
  [6, 10],
  [11, 8],
  [12, 11],
  [14, 8],
]);
const ACCEPT = 2;
const HEADER = 8;
/** The greatest packet that driver and server can agree on, in bytes, and the smallest. */
const GREATEST = 2_097_152;
const SMALLEST = 512;
/** From this version on lengths have 32 bits once a connection is accepted. */
const LARGE = 315;

/**
 * Follows the packets of a connection as its bytes come. The driver trusts their headers: a length
 * below eight, or an agreed size of nothing, makes it loop for ever.
 */
export class Framing {
  #packet: Buffer = Buffer.alloc(0);
  /** Bytes of the packet under way that are still to come and that nobody looks at. */
  #left = 0;
  #large = false;

  /** What is wrong with the packets that these bytes begin or end; undefined when nothing is. */
  take(chunk: Buffer): string | undefined {
    for (let at = 0; at < chunk.length;) {
      const skipped = Math.min(this.#left, chunk.length - at);
      this.#left -= skipped;
      at += skipped;
      if (at === chunk.length) return undefined;
      const wanted = this.#wanted() - this.#packet.length;
      const part = chunk.subarray(at, at + wanted);
      this.#packet = Buffer.concat([this.#packet, part]);
      at += part.length;
      if (part.length < wanted) return undefined;
      const wrong = this.#look();
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }

  /** How much of a packet is looked at: the whole of an ACCEPT, the header of any other. */
  #wanted(): number {
    if (this.#packet.length < HEADER) return HEADER;
    return this.#packet.readUInt8(4) === ACCEPT ? this.#length() : HEADER;
  }

  #length(): number {
    return this.#large ? this.#packet.readUInt32BE(0) : this.#packet.readUInt16BE(0);
  }

  #look(): string | undefined {
    const [length, type] = [this.#length(), this.#packet.readUInt8(4)];
    const shortest = SHORTEST.get(type);
    if (shortest === undefined) return `a packet of the unknown type ${type}`;
    if (length < shortest || length > GREATEST) return `a packet of ${length} bytes`;
    if (type === ACCEPT) {
      if (this.#large) return 'a second acceptance';
      // now wait for the rest of it
      if (this.#packet.length < length) return undefined;
      const wrong = this.#accept();
      if (wrong !== undefined) return wrong;
    }
    this.#left = length - this.#packet.length;
    this.#packet = Buffer.alloc(0);
    return undefined;
  }

  #accept(): string | undefined {
    const large = this.#packet.readUInt16BE(8) >= LARGE;
    if (large && this.#packet.length < 41) return 'a short acceptance';
    const size = large ? this.#packet.readUInt32BE(32) : this.#packet.readUInt16BE(12);
    this.#large = large;
    return size < SMALLEST || size > GREATEST ? `packets of ${size} bytes agreed on` : undefined;
  }
}
