import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Where Debian puts the programs of each version. */
const DEBIAN = '/usr/lib/postgresql';

function folders(): string[] {
  const versions = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN) : [];
  return [
    ...versions
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => path.join(DEBIAN, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== ''),
  ];
}

/** The folder of `initdb` and `postgres`, the newest version first; undefined without one. */
export const binaries = folders().find((folder) =>
  ['initdb', 'postgres'].every((name) => fs.existsSync(path.join(folder, name))),
);

/** The `skip` of tests that need a server: false, or the line that says why. */
export const noPostgres =
  binaries === undefined
    ? "needs PostgreSQL's programs (Debian: apt-get install postgresql)"
    : false;

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Whom the server runs as: it refuses root. Undefined where we are somebody else already. */
export function account(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid = 0, gid = 0] = ['-u', '-g'].map((flag) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' })),
      );
      return { uid, gid };
    } catch {
      // there is no account of that name
    }
  }
  throw new Error('a PostgreSQL server needs an account that is not root');
}
