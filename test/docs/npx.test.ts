import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../support/process.ts';

/** What somebody would copy a command from. */
const SHOWN = /\.(?:md|ya?ml|json|xml|service|timer|cmd|ps1|sh)$/;
const FOLDERS = ['.', 'docs', 'config', '.github/workflows'];

const files = FOLDERS.flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, folder))
    .filter((name) => SHOWN.test(name) && name !== 'package-lock.json')
    .map((name) => path.join(folder, name)),
);

/** A word after `npx`: a command. `npx` alone is what the pages warn of. */
const commandsIn = (text: string): string[] => text.match(/\bnpx\s+[-@\w]\S*/g) ?? [];

// from another folder npx asks the public registry for a name, in a task that holds the password
describe('no page or file shows npx as a way to start anything', () => {
  it('reads what people copy from', () => {
    for (const name of ['README.md', 'package.json', 'config/demo.yml', 'docs/operations.md']) {
      assert.ok(files.includes(path.normalize(name)), name);
    }
    assert.deepEqual(commandsIn('0 2 * * * npx ssd-extract run'), ['npx ssd-extract']);
  });
  for (const file of files) {
    it(file, () => {
      const text = fs.readFileSync(path.join(ROOT, file), 'utf8');
      assert.deepEqual(commandsIn(text), []);
    });
  }
});
