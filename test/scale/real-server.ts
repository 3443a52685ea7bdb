import { type SpawnSyncOptions, execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Where Debian puts the programs of each version. */
const DEBIAN = '/usr/lib/postgresql';

/**
 * A real PostgreSQL with its default settings in a temporary folder, reached by a socket there. The
 * server refuses root, so that root starts it as `postgres`.
 */
export class RealServer {
  readonly #dir: string;
  readonly #bin: string;

  constructor() {
    const versions = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN).map(Number) : [];
    if (versions.length === 0) throw new Error('apt-get install postgresql, then measure');
    this.#bin = path.join(DEBIAN, String(Math.max(...versions)), 'bin');
    this.#dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-scale-pg-'));
    const { uid, gid } = account();
    if (uid !== undefined && gid !== undefined) fs.chownSync(this.#dir, uid, gid);
    this.#run('initdb', ['-D', this.#data, '-U', 'scale', '-A', 'trust', '-E', 'UTF8']);
    const settings = `-c listen_addresses= -c unix_socket_directories=${this.#dir}`;
    const log = path.join(this.#dir, 'log');
    this.#run('pg_ctl', ['-D', this.#data, '-w', '-l', log, '-o', settings, 'start']);
  }

  get version(): string {
    return this.#run('postgres', ['--version']).trim();
  }

  /** What a script of psql prints; a statement that fails ends it. */
  psql(database: string, script: string): string {
    const flags = ['-X', '-At', '-v', 'ON_ERROR_STOP=1', '-h', this.#dir, '-U', 'scale'];
    const options = { input: script, encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
    const { stdout, stderr, status } = spawnSync('psql', [...flags, '-d', database], options);
    if (status !== 0) throw new Error(stderr.slice(0, 2000));
    return stdout;
  }

  stop(): void {
    this.#run('pg_ctl', ['-D', this.#data, '-m', 'fast', 'stop']);
    fs.rmSync(this.#dir, { recursive: true, force: true });
  }

  get #data(): string {
    return path.join(this.#dir, 'data');
  }

  #run(program: string, options: readonly string[]): string {
    return execFileSync(path.join(this.#bin, program), options, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: this.#dir,
      ...account(),
    });
  }
}

function account(): Pick<SpawnSyncOptions, 'uid' | 'gid'> {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' })),
  );
  return { uid, gid };
}
