import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { connectionShapes } from '../../src/site/shape.ts';
import { BAD_NAMES_FILE, LOGIN_NUMBERS } from '../../src/sources/oracle/login-numbers.ts';
import { QUERY_NUMBERS } from '../../src/sources/oracle/query-numbers.ts';
import { ROOT } from '../support/process.ts';

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const numbers = (text: string): Set<string> => new Set(text.match(/\b(?:ORA|NJS)-\d{3,5}\b/g));

it('docs/oracle.md explains every number that the Oracle source knows, and no other', () => {
  const [, table = ''] = read('docs/oracle.md').split('## Troubleshooting');
  const known = new Set([...Object.keys(LOGIN_NUMBERS), ...Object.keys(QUERY_NUMBERS)]);
  assert.deepEqual([...numbers(table)].sort(), [...known].sort());
});

it('and every code of ours that has no number', () => {
  const [, table = ''] = read('docs/oracle.md').split('## Troubleshooting');
  const codes = read('src/sources/oracle/transport.ts').matchAll(/#refuse\(\s*'([\w-]+)'/g);
  const own = [...codes].map(([, code]) => code);
  assert.ok(own.length >= 3);
  for (const code of [...own, BAD_NAMES_FILE.code]) {
    assert.match(table, new RegExp(`\`${code ?? ''}\``));
  }
});

it('docs/oracle.md names every key of the connection', () => {
  for (const key of Object.keys(connectionShapes.oracle.shape)) {
    assert.match(read('docs/oracle.md'), new RegExp(`\\b${key}\\b`));
  }
});

it('docs/oracle.md names every view that the source reads', () => {
  const views = new Set(
    ['probe', 'columns', 'indexes']
      .map((name) => read(`src/sources/oracle/${name}.ts`))
      .join('\n')
      .match(/\b(?:all|user|role|session)_(?:tab_columns|tab_privs|privs|users|tables)\b/g),
  );
  assert.ok(views.size >= 6);
  for (const view of views) assert.match(read('docs/oracle.md'), new RegExp(`\`${view}\``));
});
