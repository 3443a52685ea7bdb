import { once } from 'node:events';
import net from 'node:net';
import { type SecureContext, createSecureContext } from 'node:tls';
import type { Backing } from './backing.ts';
import { little } from './bytes.ts';
import type { Fault, Link } from './faults.ts';
import type { Login } from './login.ts';
import type { Statement } from './requests.ts';
import { Session } from './session.ts';
import type { LoginExtras, ServerError } from './tokens.ts';

export interface TdsServerOptions {
  readonly backing: Backing;
  /** Key and certificate as PEM; without them the server says that it cannot encrypt. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Refuses a login, with one error or several; every login is taken when absent. */
  readonly login?: (login: Login, nth: number) => ServerError | readonly ServerError[] | undefined;
  /** What goes wrong with the answer to a statement; `nth` counts from 1. */
  readonly fault?: (statement: Statement, nth: number) => Fault | undefined;
  readonly link?: Link;
  /** What it adds to a login that is taken: where to go on, which partner there is. */
  readonly extras?: () => LoginExtras;
  readonly silentAt?: 'prelogin' | 'login';
}

/**
 * A server that speaks enough TDS 7.4 for a real driver, on a port of this machine, and remembers
 * what it was sent.
 */
export class TdsServer {
  readonly statements: Statement[] = [];
  readonly logins: Login[] = [];
  /** Every byte that clients sent, as it came over the wire. */
  readonly received: Buffer[] = [];
  /** Cancels received. */
  attentions = 0;
  /** Transactions that queries have begun. */
  transactions = 0;
  /** Transactions that clients have rolled back. */
  rollbacks = 0;
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  private constructor(options: TdsServerOptions) {
    const tls: SecureContext | undefined = options.tls
      ? createSecureContext(options.tls)
      : undefined;
    const host = {
      backing: options.backing,
      link: options.link ?? {},
      tls,
      silentAt: options.silentAt,
      login: (login: Login) => {
        const nth = this.logins.push(login);
        return [options.login?.(login, nth) ?? []].flat();
      },
      extras: options.extras ?? (() => ({})),
      received: (statement: Statement) => {
        const nth = this.statements.push(statement);
        return options.fault?.(statement, nth);
      },
      attention: () => {
        this.attentions++;
      },
      newTransaction: () => little(BigInt(++this.transactions), 8),
      rolledBack: () => {
        this.rollbacks++;
      },
    };
    this.#server = net.createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('data', (chunk: Buffer) => this.received.push(chunk));
      socket.once('close', () => this.#sockets.delete(socket));
      new Session(host, socket);
    });
  }

  static async listen(options: TdsServerOptions): Promise<TdsServer> {
    const server = new TdsServer(options);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as net.AddressInfo).port;
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
