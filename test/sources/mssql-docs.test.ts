import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { connectionShapes } from '../../src/site/shape.ts';
import { tableRows } from '../support/markdown.ts';
import { ROOT } from '../support/process.ts';

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const [, troubleshooting = ''] = read('docs/sql-server.md').split('## Troubleshooting');
/** Without line breaks, so that it does not matter how the tables of errors are laid out. */
const errors = read('src/sources/mssql/errors.ts').replaceAll(/\s+/g, ' ');

it('docs/sql-server.md explains every error number that the source knows, and no other', () => {
  const known = [...errors.matchAll(/ (\d{3,5}): \[/g)].map(([, number]) => number);
  const transient = /TRANSIENT[^[]*\[([^\]]*)\]/.exec(errors)?.[1]?.match(/\d+/g) ?? [];
  const explained = tableRows(troubleshooting)
    .map(([number = '']) => number)
    .filter((cell) => /^[\s\d,]+$/.test(cell));
  assert.deepEqual(
    [...new Set(explained.flatMap((cell) => cell.match(/\d+/g) ?? []))].sort(),
    [...new Set([...known, ...transient])].sort(),
  );
});

it('and every code of a connection that is never made', () => {
  const codes = new Set(
    [
      ...errors.matchAll(/\[ ?'((?:no|certificate|tls|encryption|connect|connection)-[a-z]+)', '/g),
    ].map(([, code]) => code),
  );
  for (const byNumber of ['no-right', 'no-snapshot', 'no-database', 'connection-lost']) {
    codes.delete(byNumber);
  }
  assert.ok(codes.size >= 10);
  for (const code of codes) assert.match(troubleshooting, new RegExp(`\`${code}\``));
});

it('docs/sql-server.md and the README name every key of the connection', () => {
  for (const key of Object.keys(connectionShapes.mssql.shape)) {
    assert.match(read('docs/sql-server.md'), new RegExp(`\\b${key}\\b`));
    assert.match(read('README.md'), new RegExp(`\\b${key}\\b`));
  }
});
