import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { connectionShapes } from '../../src/site/shape.ts';
import {
  DRIVER_FAILURES,
  LOGIN_STATES,
  NO_ANSWER,
} from '../../src/sources/postgres/login-states.ts';
import { QUERY_STATES } from '../../src/sources/postgres/query-states.ts';
import { ROOT } from '../support/process.ts';

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const docs = read('docs/postgres.md');
const [, troubleshooting = ''] = docs.split('## Troubleshooting');

it('docs/postgres.md explains every SQLSTATE that the source knows, and no other', () => {
  const known = [...Object.keys(QUERY_STATES), ...Object.keys(LOGIN_STATES)];
  const rows = troubleshooting
    .split('\n')
    .map((line) => line.split('|')[1] ?? '')
    .filter((cell) => /^[\s\dA-Z,]+$/.test(cell) && /\d/.test(cell));
  assert.deepEqual(
    [...new Set(rows.flatMap((cell) => cell.match(/[0-9A-Z]+/g) ?? []))].sort(),
    [...new Set(known)].sort(),
  );
});

it('and every code of a connection that is never made', () => {
  const codes = [...DRIVER_FAILURES.map(([, [code]]) => code), NO_ANSWER[0]];
  for (const code of codes) assert.match(troubleshooting, new RegExp(`\`${code}\``));
});

it('docs/postgres.md names every key of the connection', () => {
  for (const key of Object.keys(connectionShapes.postgres.shape)) {
    assert.match(docs, new RegExp(`\\b${key}\\b`));
  }
});

it('docs/postgres.md names every view and role that the source reads', () => {
  const names = new Set(
    read('src/sources/postgres/probe.ts').match(/\bpg_(?!has|input)[a-z_]+\b/g),
  );
  assert.ok(names.size >= 8);
  for (const name of names) assert.match(docs, new RegExp(`\`${name}\``));
});
