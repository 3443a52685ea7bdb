import type { TLSSocket } from 'node:tls';
import type sql from 'mssql';

/** A connection as the driver hands it over before it connects. */
export type DriverConnection = Parameters<NonNullable<sql.config['beforeConnect']>>[0];

/** What is learnt of the connections of one pool. */
export interface ConnectionFacts {
  /** Protocol and cipher, once a connection is encrypted. */
  encryption?: string;
}

/**
 * The parts of the driver that have no public name; every test over the wire needs them, and the
 * garbage and downgrade tests prove them.
 */
interface Inside {
  sendLogin7Packet: () => void;
  createTokenStreamParser: (
    message: unknown,
    handler: unknown,
  ) => { readonly parser: NodeJS.EventEmitter };
  readonly socket?: { destroy(error?: Error): void };
}

/**
 * Notes what happens on a connection, and closes two holes of the driver (tedious 19): it sends the
 * password in the clear to a server that says it cannot encrypt, although encryption was asked for;
 * and bytes that are no token end the whole process.
 */
export function guardConnection(
  connection: DriverConnection,
  facts: ConnectionFacts,
  encrypt: boolean,
): void {
  const inside = connection as unknown as Inside;
  let encrypted = false;
  keepLoginNumber(connection);
  connection.on('secure', (stream: TLSSocket) => {
    encrypted = true;
    facts.encryption = `${stream.getProtocol() ?? 'TLS'}, ${stream.getCipher().name}`;
  });
  const { sendLogin7Packet, createTokenStreamParser } = inside;
  inside.sendLogin7Packet = () => {
    if (encrypt && !encrypted) {
      throw Object.assign(new Error('the server does not encrypt'), { code: 'ENOENCRYPT' });
    }
    sendLogin7Packet.call(connection);
  };
  inside.createTokenStreamParser = (message, handler) => {
    const tokens = createTokenStreamParser.call(connection, message, handler);
    tokens.parser.on('error', () =>
      inside.socket?.destroy(
        Object.assign(new Error('what came is no answer of SQL Server'), { code: 'EPROTOCOL' }),
      ),
    );
    return tokens;
  };
}

/**
 * The driver's error of a failed login lacks the server's number. Of several the first says why:
 * 4060 comes before a general 18456.
 */
function keepLoginNumber(connection: DriverConnection): void {
  let first: number | undefined;
  const note = ({ number }: { readonly number: number }): void => {
    first ??= number;
  };
  connection.on('errorMessage', note);
  connection.once('connect', (error?: Error) => {
    connection.off('errorMessage', note);
    if (error && first !== undefined) Object.assign(error, { loginNumber: first });
  });
}
