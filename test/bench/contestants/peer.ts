import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { PostgresConnection } from '../../../src/site/model.ts';
import { resolveSecret } from '../../../src/site/secret.ts';
import { type MakeContestant, relationOf } from './contestant.ts';
import { peersPython } from './peers.ts';

interface Told {
  readonly rows: number;
  readonly processor: number;
}

/** Another tool, in a Python process that stays: peer.py runs it once for each line it is sent. */
export const peer: MakeContestant = ({ connection, objects: [object = ''], dir, tool = '' }) => {
  if (connection.engine !== 'postgres') throw new Error('the peers read PostgreSQL only');
  const python = peersPython();
  if (python === undefined) throw new Error('the peers are not installed');
  const script = path.join(import.meta.dirname, 'peer.py');
  const file = path.join(dir, `${object}.csv`);
  const child = spawn(python, [script, tool, urlOf(connection), relationOf(object), file], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let used = 0;
  return Promise.resolve({
    async round() {
      child.stdin.write('go\n');
      const { value, done } = await lines.next();
      if (done) throw new Error(`${tool} ended`);
      const told = JSON.parse(value) as Told;
      used = told.processor;
      return told.rows;
    },
    processor: () => used,
    close: () => {
      child.stdin.end();
      return Promise.resolve();
    },
  });
};

function urlOf({ host, port, database, user, password }: PostgresConnection): string {
  const secret = password ? resolveSecret(password) : '';
  return `postgresql://${user}:${encodeURIComponent(secret)}@${host}:${port}/${database}`;
}
