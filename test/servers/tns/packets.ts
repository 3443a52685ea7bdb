/** Types of TNS packets. */
export const Packet = {
  connect: 1,
  accept: 2,
  refuse: 4,
  redirect: 5,
  data: 6,
  resend: 11,
  marker: 12,
} as const;
/** Kinds of MARKER packets. */
export const Marker = { break: 1, reset: 2, interrupt: 3 } as const;
/** Flags of DATA packets that come from the driver. */
export const DataFlag = { endOfFile: 0x0040, endOfRequest: 0x0800 } as const;

export interface ReceivedPacket {
  readonly type: number;
  /** The whole packet, header included. */
  readonly bytes: Buffer;
}

const HEADER = 8;
/** Small enough that answers of a few rows span packets. */
export const SDU = 8192;
const VERSION = 317;

/**
 * Cuts the bytes of a connection into packets. Lengths are 16 bits up to ACCEPT and 32 bits
 * afterwards.
 */
export class PacketReader {
  accepted = false;
  #rest: Buffer = Buffer.alloc(0);

  *take(chunk: Buffer): Generator<ReceivedPacket> {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= HEADER) {
      const length = this.accepted ? this.#rest.readUInt32BE(0) : this.#rest.readUInt16BE(0);
      if (length < HEADER) throw new Error(`a packet of ${length} bytes`);
      if (this.#rest.length < length) return;
      const bytes = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      yield { type: bytes.readUInt8(4), bytes };
    }
  }
}

/** ACCEPT without any flag: no fast authentication, no end-of-response markers, no encryption. */
export function acceptPacket(): Buffer {
  const packet = Buffer.alloc(41);
  packet.writeUInt16BE(packet.length, 0);
  packet.writeUInt8(Packet.accept, 4);
  packet.writeUInt16BE(VERSION, 8);
  packet.writeUInt16BE(1, 10);
  packet.writeUInt16BE(SDU, 12);
  packet.writeUInt16BE(SDU, 14);
  packet.writeUInt16BE(1, 16);
  packet.writeUInt16BE(packet.length, 20);
  packet.writeUInt8(0x04, 22);
  packet.writeUInt8(0x08, 23);
  packet.writeUInt32BE(SDU, 32);
  packet.writeUInt32BE(SDU, 36);
  return packet;
}

/** What a listener says when it will not connect: 12514 for an unknown service. */
export function refusePacket(code: number): Buffer {
  const text = Buffer.from(
    `(DESCRIPTION=(TMP=)(VSNNUM=0)(ERR=${code})(ERROR_STACK=(ERROR=(CODE=${code})(EMFI=4))))`,
  );
  const head = Buffer.alloc(12);
  head.writeUInt16BE(head.length + text.length, 0);
  head.writeUInt8(Packet.refuse, 4);
  head.writeUInt16BE(text.length, 10);
  return Buffer.concat([head, text]);
}

/** Where a listener sends a driver: an address, and what the driver is to say there. */
export function redirectPacket(address: string, connectData: string): Buffer {
  const text = Buffer.from(`${address}\0${connectData}`);
  const head = Buffer.alloc(10);
  head.writeUInt16BE(head.length + text.length, 0);
  head.writeUInt8(Packet.redirect, 4);
  head.writeUInt8(0x02, 5);
  head.writeUInt16BE(text.length, 8);
  return Buffer.concat([head, text]);
}

export function resendPacket(): Buffer {
  const packet = Buffer.alloc(HEADER);
  packet.writeUInt16BE(HEADER, 0);
  packet.writeUInt8(Packet.resend, 4);
  return packet;
}

export function markerPacket(kind: number): Buffer {
  const packet = Buffer.alloc(11);
  packet.writeUInt32BE(packet.length, 0);
  packet.writeUInt8(Packet.marker, 4);
  packet.writeUInt8(1, 8);
  packet.writeUInt8(kind, 10);
  return packet;
}

/** An answer in DATA packets, cut wherever a packet is full. */
export function dataPackets(payload: Buffer): Buffer {
  const packets: Buffer[] = [];
  for (let at = 0; at < payload.length; at += SDU - HEADER - 2) {
    const part = payload.subarray(at, at + SDU - HEADER - 2);
    const head = Buffer.alloc(HEADER + 2);
    head.writeUInt32BE(head.length + part.length, 0);
    head.writeUInt8(Packet.data, 4);
    packets.push(head, part);
  }
  return Buffer.concat(packets);
}
