import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import type { Link } from './faults.ts';
import { Packet, packet } from './packets.ts';

const HEADER = 8;

/** The way to one client: whole or in crumbs, and cut where a fault says so. */
export class Outlet {
  /** What a client reads: the bare socket, or TLS on it. */
  stream: Socket | TLSSocket;
  packetSize: number;
  readonly #socket: Socket;
  readonly #link: Link;

  constructor(socket: Socket, link: Link) {
    this.stream = socket;
    this.#socket = socket;
    this.#link = link;
    this.packetSize = link.packetSize ?? 4096;
  }

  /** Packets as large as the client asks for, unless the link says otherwise. */
  agreeOn(asked: number): void {
    this.packetSize = this.#link.packetSize ?? asked;
  }

  get closed(): boolean {
    return this.stream.destroyed || !this.stream.writable;
  }

  async send(bytes: Buffer): Promise<void> {
    const step = this.#link.bytesPerWrite ?? bytes.length;
    for (let at = 0; at < bytes.length && !this.closed; at += step) {
      const room = this.stream.write(bytes.subarray(at, at + step));
      if (this.#link.pauseMs !== undefined) await pause(this.#link.pauseMs);
      else if (!room) await this.#drained();
    }
  }

  #drained(): Promise<void> {
    const { stream } = this;
    return new Promise((resolve) => {
      const go = (): void => {
        stream.off('drain', go).off('close', go);
        resolve();
      };
      stream.on('drain', go).on('close', go);
    });
  }

  /** Sends these last bytes and cuts the connection. */
  cut(bytes: Buffer, how: 'reset' | 'close'): void {
    this.stream.write(bytes, () => {
      if (how === 'reset') this.#socket.resetAndDestroy();
      else this.#socket.destroy();
    });
  }

  /** A message that fits into one packet. */
  async message(type: number, payload: Buffer): Promise<void> {
    await this.send(packet(type, payload, true, 1));
  }
}

/** One answer: tokens in, packets out. */
export class Answer {
  readonly #outlet: Outlet;
  readonly #dropAfter: number;
  readonly #how: 'reset' | 'close';
  #pending: Buffer[] = [];
  #length = 0;
  #packets = 0;
  #sent = 0;

  constructor(
    outlet: Outlet,
    drop?: { readonly afterBytes: number; readonly how?: 'reset' | 'close' },
  ) {
    this.#outlet = outlet;
    this.#dropAfter = drop?.afterBytes ?? Number.POSITIVE_INFINITY;
    this.#how = drop?.how ?? 'reset';
  }

  /** Undefined when there was nothing to wait for. */
  write(token: Buffer): Promise<void> | undefined {
    this.#pending.push(token);
    this.#length += token.length;
    return this.#length > this.#outlet.packetSize - HEADER ? this.#flush(false) : undefined;
  }

  /** Sends what there is; the message goes on. */
  async flush(): Promise<void> {
    const bytes = this.#take(this.#length);
    if (bytes.length > 0) await this.#send(bytes, false);
  }

  async end(): Promise<void> {
    await this.#flush(true);
  }

  async #flush(last: boolean): Promise<void> {
    const room = this.#outlet.packetSize - HEADER;
    const bytes = this.#take(this.#length);
    let at = 0;
    for (; bytes.length - at > room; at += room) {
      await this.#send(bytes.subarray(at, at + room), false);
    }
    if (last) return this.#send(bytes.subarray(at), true);
    if (at < bytes.length) {
      this.#pending = [bytes.subarray(at)];
      this.#length = bytes.length - at;
    }
  }

  #take(length: number): Buffer {
    const bytes = Buffer.concat(this.#pending, length);
    this.#pending = [];
    this.#length = 0;
    return bytes;
  }

  async #send(payload: Buffer, last: boolean): Promise<void> {
    if (this.#sent > this.#dropAfter) return;
    const bytes = packet(Packet.response, payload, last, ++this.#packets);
    const left = this.#dropAfter - this.#sent;
    this.#sent += bytes.length;
    if (this.#sent > this.#dropAfter) this.#outlet.cut(bytes.subarray(0, left), this.#how);
    else await this.#outlet.send(bytes);
  }
}
