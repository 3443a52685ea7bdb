import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { ROOT } from '../support/child.ts';

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const numbers = (text: string): Set<string> => new Set(text.match(/\b(?:ORA|NJS)-\d{3,5}\b/g));

it('docs/oracle.md explains every number that the Oracle source knows, and no other', () => {
  const [, table = ''] = read('docs/oracle.md').split('## Troubleshooting');
  assert.deepEqual([...numbers(table)].sort(), [...numbers(read('src/sources/oracle-errors.ts'))].sort());
});
