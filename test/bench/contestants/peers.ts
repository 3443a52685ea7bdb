import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../support/process.ts';

/** Tools of PyPI that peer.py knows, and the packages of each. */
export const PEERS = {
  sling: ['sling-linux-amd64'],
  dlt: ['dlt', 'pyarrow', 'psycopg2-binary', 'sqlalchemy'],
  connectorx: ['connectorx', 'pandas'],
  sql2csv: ['csvkit', 'psycopg2-binary'],
} as const satisfies Record<string, readonly string[]>;
export type Peer = keyof typeof PEERS;

const VENV = path.join(ROOT, 'node_modules', '.cache', 'ssd-extract-peers');
const PYTHON = path.join(VENV, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');

/** The Python that has the peers; undefined before `installPeer`. */
export const peersPython = (): string | undefined => (fs.existsSync(PYTHON) ? PYTHON : undefined);

/** Gets a peer from PyPI, once; gives why it is not to be had, or undefined. */
export function installPeer(name: Peer): string | undefined {
  if (!fs.existsSync(PYTHON)) {
    const { status, error } = spawnSync('python3', ['-m', 'venv', VENV]);
    if (status !== 0) return `python3 with venv is not here${error ? ` (${error.message})` : ''}`;
  }
  const packages = PEERS[name];
  const { status, stderr } = spawnSync(PYTHON, ['-m', 'pip', 'install', '-q', ...packages], {
    encoding: 'utf8',
  });
  return status === 0 ? undefined : (stderr.trim().split('\n').at(-1) ?? 'pip failed');
}

/** The version of each package that was measured. */
export function versionOf(name: Peer): string {
  const script = `import importlib.metadata as m; print(m.version('${PEERS[name][0]}'))`;
  return spawnSync(PYTHON, ['-c', script], { encoding: 'utf8' }).stdout.trim();
}
