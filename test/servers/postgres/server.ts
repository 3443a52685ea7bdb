import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { account, binaries } from './binaries.ts';

export const SUPERUSER = 'tester';
export const READER = 'ssd_reader';
export const PASSWORD = 'Correct horse; battery staple';

export interface ServerOptions {
  /** PEM; without it the server does not encrypt. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Lines of pg_hba.conf; passwords by SCRAM for everybody unless given. */
  readonly hba?: readonly string[];
  /** Settings of postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** A real PostgreSQL in a temporary folder, on a free port of this machine. */
export class PostgresServer {
  readonly port: number;
  readonly #dir: string;
  #process: ChildProcess | undefined;

  private constructor(dir: string, port: number) {
    this.#dir = dir;
    this.port = port;
  }

  /** Makes and starts one, with a superuser and a reader without rights; `close` removes it. */
  static async start(options: ServerOptions = {}): Promise<PostgresServer> {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-postgres-'));
    const server = new PostgresServer(dir, await freePort());
    server.#initialise(options);
    await server.up();
    await server.sql(`create role ${READER} login password '${PASSWORD}'`);
    return server;
  }

  #initialise({ tls, hba, settings = {} }: ServerOptions): void {
    const data = this.#data;
    this.#own(this.#dir);
    const password = this.#file('password', PASSWORD);
    execFileSync(
      path.join(binaries ?? '', 'initdb'),
      [
        ...['-D', data, '-U', SUPERUSER, '--pwfile', password, '-A', 'scram-sha-256'],
        ...['-E', 'UTF8', '--locale=C', '--no-sync'],
      ],
      { ...account(), cwd: this.#dir, stdio: 'pipe' },
    );
    const lines = hba ?? ['host all all 127.0.0.1/32 scram-sha-256'];
    fs.writeFileSync(path.join(data, 'pg_hba.conf'), `${lines.join('\n')}\n`);
    const all = {
      listen_addresses: '127.0.0.1',
      port: String(this.port),
      unix_socket_directories: '',
      fsync: 'off',
      log_statement: 'all',
      ...(tls
        ? {
            ssl: 'on',
            ssl_cert_file: this.#file('server.crt', tls.cert),
            ssl_key_file: this.#file('server.key', tls.key),
          }
        : {}),
      ...settings,
    };
    fs.appendFileSync(
      path.join(data, 'postgresql.conf'),
      Object.entries(all)
        .map(([name, value]) => `${name} = '${value}'\n`)
        .join(''),
    );
  }

  /** Starts it, or starts it again. */
  async up(): Promise<void> {
    const log = fs.openSync(this.#log, 'a');
    const child = spawn(path.join(binaries ?? '', 'postgres'), ['-D', this.#data], {
      ...account(),
      cwd: this.#dir,
      stdio: ['ignore', log, log],
    });
    fs.closeSync(log);
    this.#process = child;
    process.once('exit', () => child.kill('SIGQUIT'));
    for (let tries = 0; !(await this.#answers()); tries++) {
      if (child.exitCode !== null || tries > 300) throw new Error(`no server:\n${this.log()}`);
      await pause(50);
    }
  }

  async #answers(): Promise<boolean> {
    return this.sql('select 1').then(
      () => true,
      () => false,
    );
  }

  /** Stops it as a machine does that loses its power, or orderly. */
  async down(how: 'immediate' | 'fast' = 'immediate'): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(how === 'immediate' ? 'SIGQUIT' : 'SIGINT');
    await ended;
  }

  async close(): Promise<void> {
    await this.down();
    fs.rmSync(this.#dir, { recursive: true, force: true });
  }

  /** Runs statements as the superuser; gives the rows of a single one. */
  async sql(text: string, database = 'postgres'): Promise<readonly (readonly unknown[])[]> {
    const client = await this.connect(database);
    try {
      const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' });
      return rows;
    } finally {
      await client.end();
    }
  }

  /** A session of the superuser; whoever asks ends it. */
  async connect(database = 'postgres'): Promise<Client> {
    const client = new Client({
      host: '127.0.0.1',
      port: this.port,
      user: SUPERUSER,
      password: PASSWORD,
      database,
      application_name: 'test',
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** What it wrote: every statement, among other things. */
  log(): string {
    return fs.readFileSync(this.#log, 'utf8');
  }

  get #data(): string {
    return path.join(this.#dir, 'data');
  }

  get #log(): string {
    return path.join(this.#dir, 'log');
  }

  #file(name: string, text: string): string {
    const file = path.join(this.#dir, name);
    fs.writeFileSync(file, text, { mode: 0o600 });
    this.#own(file);
    return file;
  }

  #own(file: string): void {
    const owner = account();
    if (owner) fs.chownSync(file, owner.uid, owner.gid);
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
