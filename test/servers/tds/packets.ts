/**
 * [MS-TDS] 2.2.3: a message is a run of packets, each with a header of eight bytes; the last says
 * so.
 */
export const Packet = {
  batch: 0x01,
  rpc: 0x03,
  response: 0x04,
  attention: 0x06,
  bulk: 0x07,
  login: 0x10,
  sspi: 0x11,
  prelogin: 0x12,
} as const;

const HEADER = 8;
const LAST = 0x01;

export interface Message {
  readonly type: number;
  readonly bytes: Buffer;
}

/** One packet of a message. */
export function packet(type: number, payload: Buffer, last: boolean, id: number): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt8(type, 0);
  header.writeUInt8(last ? LAST : 0, 1);
  header.writeUInt16BE(HEADER + payload.length, 2);
  header.writeUInt8(id % 256, 6);
  return Buffer.concat([header, payload]);
}

/** Puts the bytes that arrive together into whole messages. */
export class MessageReader {
  #bytes: Buffer = Buffer.alloc(0);
  #payloads: Buffer[] = [];

  /** Messages that are complete with these bytes. */
  push(chunk: Buffer): Message[] {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    const messages: Message[] = [];
    while (this.#bytes.length >= HEADER) {
      const length = this.#bytes.readUInt16BE(2);
      if (this.#bytes.length < length) break;
      this.#payloads.push(this.#bytes.subarray(HEADER, length));
      if ((this.#bytes.readUInt8(1) & LAST) !== 0) {
        messages.push({ type: this.#bytes.readUInt8(0), bytes: Buffer.concat(this.#payloads) });
        this.#payloads = [];
      }
      this.#bytes = this.#bytes.subarray(length);
    }
    return messages;
  }
}
