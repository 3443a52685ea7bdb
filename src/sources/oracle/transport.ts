import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ConnectionError } from '../../problems/errors.ts';
import { redact } from '../../problems/redact.ts';
import { Framing } from './framing.ts';

/** An address that the driver is about to connect to: of the site, or one a listener named. */
interface Address {
  readonly protocol: string;
  /** Set when a listener at that host redirected here. */
  readonly originHost?: string | undefined;
}

/** How the driver checks the certificate of an address. */
interface Checks {
  readonly sslServerDNMatch?: boolean;
  readonly sslAllowWeakDNMatch?: boolean;
  readonly sslServerCertDN?: string;
  readonly walletFile?: string;
}

/**
 * The driver's transport, which has no public name; the tests with redirecting and malformed
 * servers prove that this is it.
 */
interface Adapter {
  readonly stream: Socket;
  readonly atts: Checks;
  connect: (this: Adapter, address: Address) => Promise<void>;
  startRead: (this: Adapter) => void;
}

/**
 * What happens below one login: its sockets, so that they can be ended, since the driver cannot end
 * one whose server does not answer; and the judgement of each address before a byte goes there.
 */
export class Transport {
  readonly #target: string;
  #tls: boolean;
  readonly #sockets: Socket[] = [];
  #killed = false;
  #checks: Checks = {};
  #stream: Socket | undefined;
  #refusal: ConnectionError | undefined;

  /** @param tls whether the site asks for TCPS: then nothing goes over plain TCP */
  constructor(target: string, tls: boolean) {
    this.#target = redact(target);
    this.#tls = tls;
  }

  /** Why the last address was refused here, rather than by the server or the driver. */
  get refusal(): ConnectionError | undefined {
    return this.#refusal;
  }

  /** How the socket in use is protected; undefined for plain TCP. */
  get encryption(): string | undefined {
    if (!(this.#stream instanceof TLSSocket)) return undefined;
    const { authorized } = this.#stream;
    const named = this.#checks.sslServerDNMatch === false ? ', but not its name' : '';
    const checked = authorized ? `certificate checked${named}` : 'certificate not checked';
    return `${this.#stream.getProtocol() ?? 'TLS'}, ${this.#stream.getCipher().name}, ${checked}`;
  }

  run<T>(work: () => Promise<T>): Promise<T> {
    return current.run(this, work);
  }

  add(socket: Socket): void {
    this.#sockets.push(socket);
    // not yet: its connect would bring it to life again
    if (this.#killed) setImmediate(end, socket);
  }

  kill(): void {
    this.#killed = true;
    this.#sockets.forEach(end);
  }

  /** @throws ConnectionError when the password and the rows may not travel to an address */
  judge({ protocol, originHost }: Address, checks: Checks): void {
    this.#refusal = undefined;
    const redirected = originHost !== undefined;
    if (this.#tls && protocol.toUpperCase() !== 'TCPS') {
      throw this.#refuse(
        'plain-address',
        redirected
          ? 'the listener redirects a TCPS connection to plain TCP'
          : 'connect_string lists a plain TCP address beside TCPS',
        'the DBA gives the redirected address the protocol TCPS (local_listener, dispatchers); take plain addresses out of connect_string',
      );
    }
    if (!redirected) {
      this.#tls ||= protocol.toUpperCase() === 'TCPS';
      this.#checks = { ...checks };
    }
    if (redirected && this.#tls && CHECKS.some((key) => checks[key] !== this.#checks[key])) {
      throw this.#refuse(
        'weaker-address',
        'the listener redirects to an address whose certificate would be checked less',
        'the DBA leaves the SECURITY part out of the redirected address',
      );
    }
  }

  /** Looks at every byte that comes before the driver does. */
  watch(stream: Socket): void {
    this.#stream = stream;
    const framing = new Framing();
    const parse = stream.listeners('data').at(-1) as (chunk: Buffer) => void;
    stream.off('data', parse);
    stream.on('data', (chunk: Buffer) => {
      const wrong = framing.take(chunk);
      if (wrong === undefined) parse(chunk);
      else stream.destroy(this.#notOracle(wrong));
    });
  }

  #notOracle(wrong: string): ConnectionError {
    return this.#refuse(
      'not-oracle',
      `what answers is not Oracle: it sent ${wrong}`,
      'check host and port of connect_string, and whether a proxy or firewall changes what passes',
    );
  }

  #refuse(code: string, says: string, hint: string): ConnectionError {
    this.#refusal = new ConnectionError({ code, message: `${this.#target}: ${says}`, hint });
    return this.#refusal;
  }
}

const CHECKS = [
  'sslServerDNMatch',
  'sslAllowWeakDNMatch',
  'sslServerCertDN',
  'walletFile',
] as const satisfies readonly (keyof Checks)[];

/**
 * With an error, or the driver does not notice: it would say goodbye on the dead socket when its
 * connection is collected as garbage, and throw where nobody can catch it.
 */
function end(socket: Socket): void {
  socket.on('error', () => undefined);
  socket.destroy(new Error('given up'));
}

const current = new AsyncLocalStorage<Transport>();
subscribe('net.client.socket', (message) =>
  current.getStore()?.add((message as { socket: Socket }).socket),
);

guardAdapter(
  (
    createRequire(import.meta.url)('oracledb/lib/thin/sqlnet/ntTcp.js') as {
      readonly prototype: Adapter;
    }
  ).prototype,
);

/**
 * Closes three holes of the driver (oracledb 6): it follows a listener from TCPS to plain TCP, and
 * to an address that brings its own checks of certificates; it tries the plain addresses of a list
 * when the encrypted ones fail; and malformed packets make it loop for ever.
 */
function guardAdapter(prototype: Adapter): void {
  const { connect, startRead } = prototype;
  prototype.connect = async function (address) {
    current.getStore()?.judge(address, this.atts);
    await connect.call(this, address);
  };
  prototype.startRead = function () {
    startRead.call(this);
    current.getStore()?.watch(this.stream);
  };
}
