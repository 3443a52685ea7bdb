import { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';
import { MessageReader, Packet, packet } from './packets.ts';

/**
 * [MS-TDS] 2.2.6.5: the handshake travels inside PRELOGIN packets, one message for each flight;
 * what follows is TLS on the bare socket. Gives the stream of plain bytes at once; it carries data
 * when the handshake is done.
 */
export function secure(socket: Socket, context: SecureContext): TLSSocket {
  return new TLSSocket(new HandshakeWire(socket), { isServer: true, secureContext: context });
}

/**
 * Content type of a TLS record that changes to the agreed keys: a handshake's last flight of the
 * server holds it.
 */
const CHANGE_CIPHER = 0x14;

class HandshakeWire extends Duplex {
  readonly #socket: Socket;
  readonly #reader = new MessageReader();
  #wrapsIn = true;
  #wrapsOut = true;
  #flight: Buffer[] = [];

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => this.push(null));
    socket.on('close', () => this.destroy());
  }

  #receive(chunk: Buffer): void {
    if (!this.#wrapsOut && chunk[0] !== Packet.prelogin) this.#wrapsIn = false;
    if (!this.#wrapsIn) this.push(chunk);
    else for (const message of this.#reader.push(chunk)) this.push(message.bytes);
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    if (!this.#wrapsOut) {
      if (this.#socket.destroyed) done(new Error('the socket is closed'));
      else this.#socket.write(chunk, done);
      return;
    }
    if (this.#flight.length === 0) setImmediate(() => this.#flush());
    this.#flight.push(chunk);
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #flush(): void {
    const flight = Buffer.concat(this.#flight);
    this.#flight = [];
    if (recordTypes(flight).includes(CHANGE_CIPHER)) this.#wrapsOut = false;
    if (!this.#socket.destroyed) this.#socket.write(packet(Packet.prelogin, flight, true, 0));
  }
}

function recordTypes(bytes: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3)) {
    types.push(bytes.readUInt8(at));
  }
  return types;
}
