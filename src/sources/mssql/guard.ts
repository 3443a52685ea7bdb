import type { TLSSocket } from 'node:tls';
import type sql from 'mssql';
import { redact } from '../../problems/redact.ts';
import type { MssqlConnection } from '../../site/model.ts';
import { printable } from '../printable.ts';

/** A connection as the driver hands it over before it connects. */
export type DriverConnection = Parameters<NonNullable<sql.config['beforeConnect']>>[0];

/** What is learnt of the connections of one pool. */
export interface ConnectionFacts {
  /** Protocol, cipher and certificate of the socket that took the last login; absent in clear. */
  encryption?: string | undefined;
  /** `host:port` where another server took the login. */
  routed?: string | undefined;
}

type Step = (signal: AbortSignal) => Promise<unknown>;

/** The steps of a login, each of which is given the end of the time for it. */
const STEPS = [
  'readPreloginResponse',
  'performSentLogin7WithStandardLogin',
  'performSentLogin7WithNTLMLogin',
  'performSentLogin7WithFedAuth',
  'performLoggedInSendingInitialSql',
] as const;

/**
 * The parts of the driver that have no public name; every test over the wire needs them, and the
 * garbage, routing and downgrade tests prove them.
 */
interface Inside extends Record<(typeof STEPS)[number], Step> {
  sendLogin7Packet: () => void;
  connectOnPort: (...how: readonly unknown[]) => Promise<unknown>;
  createTokenStreamParser: (
    message: unknown,
    handler: unknown,
  ) => { readonly parser: NodeJS.EventEmitter };
  readonly socket?: { destroy(error?: Error): void };
  /** Where the last server sent this connection. */
  readonly routingData?: { readonly server: string; readonly port: number } | undefined;
}

/** An Azure gateway routes once, a listener of an availability group once more. */
const MOST_ROUTES = 3;

/**
 * Notes what happens on a connection, and closes holes of the driver (tedious 19): it sends the
 * password in the clear to a server that says it cannot encrypt, although encryption was asked for;
 * it follows a server anywhere, as often as it is sent on; bytes that are not a token end the
 * whole process; an answer that never ends outlasts the time for connecting; and a silent SQL
 * Server Browser looks like a silent server.
 */
export function guardConnection(
  connection: DriverConnection,
  facts: ConnectionFacts,
  site: MssqlConnection,
): void {
  const inside = connection as unknown as Inside;
  keepLoginNumber(connection);
  limitSteps(connection, inside);
  nameSilentBrowser(connection, inside, site);
  limitRouting(connection, inside, site);
  judgeSocket(connection, inside, { facts, site });
  const { createTokenStreamParser } = inside;
  inside.createTokenStreamParser = (message, handler) => {
    const tokens = createTokenStreamParser.call(connection, message, handler);
    tokens.parser.on('error', () =>
      inside.socket?.destroy(fault('what came is no answer of SQL Server', 'EPROTOCOL')),
    );
    return tokens;
  };
}

/** What a server sends in place of an answer must not outlast the time for connecting. */
function limitSteps(connection: DriverConnection, inside: Inside): void {
  for (const step of STEPS) {
    const original = inside[step];
    inside[step] = (signal) => {
      const work = original.call(connection, signal);
      const late = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
      work.catch(() => undefined);
      return Promise.race([work, late]);
    };
  }
}

/** At the last moment before a password goes out: on the socket that it would go out on. */
function judgeSocket(
  connection: DriverConnection,
  inside: Inside,
  { facts, site }: { readonly facts: ConnectionFacts; readonly site: MssqlConnection },
): void {
  let secured: { readonly socket: unknown; readonly stream: TLSSocket } | undefined;
  connection.on('secure', (stream: TLSSocket) => {
    secured = { socket: inside.socket, stream };
  });
  const { sendLogin7Packet } = inside;
  inside.sendLogin7Packet = () => {
    const stream = secured && secured.socket === inside.socket ? secured.stream : undefined;
    const checked = stream?.authorized === true && !site.trust_server_certificate;
    if (site.encrypt && !stream) throw fault('the server does not encrypt', 'ENOENCRYPT');
    if (site.encrypt && !checked && !site.trust_server_certificate) {
      throw fault('the certificate was not checked', 'CERT_UNCHECKED');
    }
    facts.encryption =
      stream &&
      `${stream.getProtocol() ?? 'TLS'}, ${stream.getCipher().name}, certificate ${checked ? 'checked' : 'not checked'}`;
    const { routingData: to } = inside;
    facts.routed = to && `${printable(redact(to.server))}:${to.port}`;
    sendLogin7Packet.call(connection);
  };
}

/**
 * Only a server whose certificate was checked may name another host, and that one's certificate is
 * checked as well: anybody else on the network could have named it.
 */
function limitRouting(
  connection: DriverConnection,
  inside: Inside,
  { server, encrypt, trust_server_certificate }: MssqlConnection,
): void {
  let routes = 0;
  (connection as NodeJS.EventEmitter).on('rerouting', () => {
    const elsewhere = inside.routingData?.server.toLowerCase() !== server.toLowerCase();
    if (elsewhere && (!encrypt || trust_server_certificate)) {
      throw fault('the server routes to another', 'EROUTED');
    }
    if (++routes > MOST_ROUTES) throw fault('the servers route in a circle', 'EROUTEDAGAIN');
  });
}

/** The driver gives the look-up of an instance the whole time, then blames the server. */
function nameSilentBrowser(
  connection: DriverConnection,
  inside: Inside,
  { instance }: MssqlConnection,
): void {
  if (instance === undefined) return;
  let found = false;
  const { connectOnPort } = inside;
  inside.connectOnPort = (...how) => {
    found = true;
    return connectOnPort.apply(connection, [...how]);
  };
  connection.prependOnceListener('connect', (error?: Error) => {
    if (error && !found) Object.assign(error, { code: 'EINSTLOOKUP' });
  });
}

function fault(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
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
