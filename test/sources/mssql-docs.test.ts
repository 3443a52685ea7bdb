import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { connectionShapes } from '../../src/site/shape.ts';
import {
  DRIVER_CODES,
  LOGIN_NUMBERS,
  OTHER_FAULT,
  SOCKET_FAULTS,
  TRANSIENT_NUMBERS,
} from '../../src/sources/mssql/login-numbers.ts';
import { QUERY_NUMBERS } from '../../src/sources/mssql/query-numbers.ts';
import { tableRows } from '../support/markdown.ts';
import { ROOT } from '../support/process.ts';

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const [, troubleshooting = ''] = read('docs/sql-server.md').split('## Troubleshooting');

it('docs/sql-server.md explains every error number that the source knows, and no other', () => {
  const known = [...Object.keys(QUERY_NUMBERS), ...Object.keys(LOGIN_NUMBERS)];
  const transient = [...TRANSIENT_NUMBERS].map(String);
  const explained = tableRows(troubleshooting)
    .map(([number = '']) => number)
    .filter((cell) => /^[\s\d,]+$/.test(cell));
  assert.deepEqual(
    [...new Set(explained.flatMap((cell) => cell.match(/\d+/g) ?? []))].sort(),
    [...new Set([...known, ...transient])].sort(),
  );
});

it('and every code of a connection that is never made', () => {
  const faults = [
    ...SOCKET_FAULTS.map(([, fault]) => fault),
    ...Object.values(DRIVER_CODES),
    OTHER_FAULT,
  ];
  const codes = new Set(faults.map(([code]) => code));
  // it has its rows by number
  codes.delete('login-refused');
  assert.ok(codes.size >= 10);
  for (const code of codes) assert.match(troubleshooting, new RegExp(`\`${code}\``));
});

it('docs/sql-server.md names every key of the connection', () => {
  for (const key of Object.keys(connectionShapes.mssql.shape)) {
    assert.match(read('docs/sql-server.md'), new RegExp(`\\b${key}\\b`));
  }
});
