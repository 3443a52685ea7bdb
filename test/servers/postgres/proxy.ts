import { once } from 'node:events';
import net from 'node:net';

/** What befalls a connection on its way. */
export interface Cut {
  /** Bytes of the server's that arrive before it. */
  readonly afterBytes: number;
  readonly how: 'reset' | 'close' | 'silence';
}

/** Stands between a client and a server, cuts connections, and alters answers. */
export class Proxy {
  readonly port: number;
  /** Cuts of the connections to come, in order; one without is left alone. */
  readonly cuts: (Cut | undefined)[] = [];
  /** What becomes of bytes of the server's before they arrive. */
  alter: (bytes: Buffer) => Buffer = (bytes) => bytes;
  /** Of each connection, the bytes that the server sent. */
  readonly sent: number[] = [];
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  private constructor(server: net.Server) {
    this.#server = server;
    this.port = (server.address() as net.AddressInfo).port;
  }

  static async to(port: number): Promise<Proxy> {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new Proxy(server);
    server.on('connection', (client) => proxy.#join(client, port));
    return proxy;
  }

  #join(client: net.Socket, port: number): void {
    const index = this.sent.push(0) - 1;
    const cut = this.cuts.shift();
    const upstream = net.connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (said) => {
      const bytes = this.alter(said);
      const before = this.sent[index] ?? 0;
      this.sent[index] = before + bytes.length;
      const left = cut ? cut.afterBytes - before : Infinity;
      if (left > bytes.length) client.write(bytes);
      else if (cut) this.#end(client, bytes.subarray(0, Math.max(0, left)), cut);
    });
  }

  #end(client: net.Socket, last: Buffer, { how }: Cut): void {
    if (how === 'silence') {
      if (last.length > 0) client.write(last);
    } else if (how === 'close') {
      client.end(last, () => client.destroy());
    } else {
      client.write(last, () => client.resetAndDestroy());
    }
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
