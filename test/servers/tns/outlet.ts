import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';

/**
 * What goes wrong on one connection. Bytes are those that the server has sent on it, the login
 * included.
 */
export interface Fault {
  /** The listener refuses, with the number of an ORA error. */
  readonly refuse?: number;
  /** The listener sends the driver to this address. */
  readonly redirect?: string;
  /** The listener wants the connect packet twice. */
  readonly resend?: boolean;
  /** Sent when the driver has connected, in place of an acceptance. */
  readonly inPlaceOfAccept?: Buffer;
  /** Sent in place of every answer after so many. */
  readonly inPlaceOfAnswer?: { readonly answers: number; readonly packet: Buffer };
  /** The socket is torn down after so many bytes. */
  readonly dropAfter?: number;
  /** Nothing is sent any more after so many bytes, and nothing is answered; the socket stays. */
  readonly stallAfter?: number;
  /** After so many bytes come random ones. */
  readonly garbageAfter?: number;
  /** Answers leave in pieces of so many bytes, each in a turn of its own. */
  readonly pieces?: number;
  /** Milliseconds between pieces. */
  readonly pause?: number;
}

/** The server's way out to one driver, faults and all. */
export class Outlet {
  readonly #socket: Socket;
  readonly #fault: Fault;
  readonly #limit: number;
  #sent = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(socket: Socket, fault: Fault) {
    this.#socket = socket;
    this.#fault = fault;
    this.#limit = Math.min(
      fault.dropAfter ?? Infinity,
      fault.stallAfter ?? Infinity,
      fault.garbageAfter ?? Infinity,
    );
  }

  /** Bytes sent so far, for choosing where to cut the next connection. */
  get sent(): number {
    return this.#sent;
  }

  send(bytes: Buffer): void {
    this.#last = this.#last.then(() => this.#write(bytes)).catch(() => undefined);
  }

  async #write(bytes: Buffer): Promise<void> {
    if (this.#sent >= this.#limit || this.#socket.destroyed) return;
    const allowed = bytes.subarray(0, this.#limit - this.#sent);
    this.#sent += allowed.length;
    const { pieces = allowed.length, pause } = this.#fault;
    for (let at = 0; at < allowed.length; at += pieces) {
      this.#socket.write(allowed.subarray(at, at + pieces));
      if (pieces < allowed.length) await (pause === undefined ? turn() : sleep(pause));
    }
    if (this.#sent >= this.#limit) this.#fail();
  }

  #fail(): void {
    if (this.#fault.dropAfter !== undefined) {
      if (this.#socket instanceof TLSSocket) this.#socket.destroy();
      else this.#socket.resetAndDestroy();
    }
    if (this.#fault.garbageAfter !== undefined) {
      this.#socket.write(
        Buffer.from(Array.from({ length: 4096 }, (_, index) => 1 + ((index * 7919) % 255))),
      );
    }
  }
}
