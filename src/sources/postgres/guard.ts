import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Client } from 'pg';

/**
 * The parts of the driver that have no public name; every test against a server needs them, and the
 * tests of hostile servers prove them.
 */
interface Inside extends NodeJS.EventEmitter {
  readonly stream: Socket;
  attachListeners: (stream: Socket) => void;
  password: (text: string) => void;
}

/** The socket of a connection, as it is at this moment: plain first, then TLS over it. */
export function socketOf(client: Client): Socket {
  return (client.connection as unknown as Inside).stream;
}

/** Ends a connection at once, without a word to the server. */
export function kill(client: Client): void {
  socketOf(client).destroy(new Error('given up'));
}

/** Protocol and cipher of a connection; undefined when it is not encrypted. */
export function encryptionOf(client: Client): string | undefined {
  const socket = socketOf(client);
  return socket instanceof TLSSocket
    ? `${socket.getProtocol() ?? 'TLS'}, ${socket.getCipher().name}`
    : undefined;
}

/**
 * Closes three holes of the driver (pg 8): bytes that are no message end the whole process; a
 * server that asks for the password in the clear gets it, encrypted or not; and start-up options
 * come from the environment wherever there are none.
 */
export function guardClient(client: Client): void {
  const inside = client.connection as unknown as Inside;
  const { attachListeners } = inside;
  inside.attachListeners = (stream) => {
    attachListeners.call(inside, stream);
    guardParser(stream);
  };
  const { password } = inside;
  let inClear = false;
  // before the driver's own listener, which answers
  inside.on('authenticationCleartextPassword', () => {
    inClear = !(inside.stream instanceof TLSSocket);
  });
  inside.password = (text) => {
    if (!inClear) password.call(inside, text);
    else inside.emit('error', Object.assign(new Error('not in clear'), { code: 'ECLEARTEXT' }));
  };
  const { connectionParameters } = client as unknown as {
    connectionParameters: { options?: string; replication?: string };
  };
  delete connectionParameters.options;
  delete connectionParameters.replication;
}

/** The parser's listener is the last one that was added. */
function guardParser(stream: Socket): void {
  const parse = stream.listeners('data').at(-1) as (bytes: Buffer) => void;
  stream.off('data', parse);
  stream.on('data', (bytes: Buffer) => {
    try {
      parse(bytes);
    } catch (error) {
      stream.destroy(
        Object.assign(new Error('what came is not an answer of PostgreSQL'), {
          code: 'EPROTOCOL',
          cause: error,
        }),
      );
    }
  });
}
