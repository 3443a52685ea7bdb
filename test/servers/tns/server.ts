import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import type { Backing, Cell, OracleError } from './backing.ts';
import { type Fault, Outlet } from './outlet.ts';
import { Session } from './session.ts';

export const USER = 'SSD_READER';
export const PASSWORD = 'Correct-Horse-9';

export interface TnsServerOptions {
  readonly backing: Backing;
  /** What goes wrong on the nth connection, from 1. */
  readonly fault?: (connection: number) => Fault | undefined;
  /** Users beside the usual one, and the error that each of their logins ends with. */
  readonly refused?: ReadonlyMap<string, OracleError>;
  /** TCPS with this certificate, in PEM; plain TCP without. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface RecordedCall {
  readonly connection: number;
  readonly sql: string;
  readonly binds: readonly Cell[];
}

/**
 * A server on loopback that speaks as much of Oracle's protocol as the driver's thin mode needs.
 */
export class TnsServer {
  /** Every statement and call that reached the server, in order. */
  readonly calls: RecordedCall[] = [];
  readonly port: number;
  /** Connections that ended as the protocol wants. */
  farewells = 0;
  readonly #server: net.Server;
  readonly #outlets: Outlet[] = [];
  readonly #sockets = new Set<Socket>();

  static async start(options: TnsServerOptions): Promise<TnsServer> {
    const server = options.tls ? tls.createServer(options.tls) : net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TnsServer(server, options);
  }

  private constructor(server: net.Server, options: TnsServerOptions) {
    this.#server = server;
    this.port = (server.address() as AddressInfo).port;
    server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) =>
      this.#serve(socket, options),
    );
  }

  get connectString(): string {
    return `127.0.0.1:${this.port}/MOSAIC`;
  }

  /** Connections so far. */
  get connections(): number {
    return this.#outlets.length;
  }

  /** Connections that are open now. */
  get open(): number {
    return this.#sockets.size;
  }

  /** Bytes sent on the nth connection, from 1. */
  sent(connection: number): number {
    return this.#outlets[connection - 1]?.sent ?? 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(
    socket: Socket,
    { backing, fault, refused = new Map<string, OracleError>() }: TnsServerOptions,
  ): void {
    const connection = this.#outlets.length + 1;
    const wrong = fault?.(connection) ?? {};
    const outlet = new Outlet(socket, wrong);
    this.#outlets.push(outlet);
    this.#sockets.add(socket);
    const users = new Map([
      [USER, PASSWORD],
      ...[...refused.keys()].map((user): [string, string] => [user, PASSWORD]),
    ]);
    const session = new Session(
      {
        backing,
        users,
        refused,
        record: (sql, binds) => this.calls.push({ connection, sql, binds }),
        farewell: () => {
          this.farewells++;
        },
      },
      socket,
      outlet,
      wrong,
    );
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      try {
        session.receive(chunk);
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    // a driver that drops the connection is part of the tests
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
