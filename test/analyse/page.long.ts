import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { tempDir } from '../support/files.ts';
import { cliHere } from '../support/cli-here.ts';
import { cli } from '../support/process.ts';
import { argumentsOf, blocksOf, readerOf } from './page.ts';

describe('docs/analysts.md', () => {
  const dir = tempDir();
  const lines = blocksOf('sh').flatMap(({ text }) => text.trim().split('\n'));
  before(() => readerOf(dir));

  const tried = new Set<string>();
  for (const line of lines) {
    it(`has a line that does what it says: ${line}`, async () => {
      const args = argumentsOf(line);
      const [command = ''] = args;
      // a process for the first of each command
      const call = tried.has(command) ? cliHere : cli;
      tried.add(command);
      const { code, out, err } = await call(args, { cwd: dir });
      assert.equal(code, 0, err);
      assert.equal(err, '');
      const [, made] = / --(?:out|html) (\S+)/.exec(line) ?? [];
      if (made !== undefined) assert.ok(fs.existsSync(path.join(dir, made)));
      else if (line.endsWith(' --json')) assert.ok(JSON.parse(out));
      else assert.ok(out.split('\n').length > 3, out);
    });
  }

  it('has more than one of them', () => assert.ok(lines.length > 8));
});
