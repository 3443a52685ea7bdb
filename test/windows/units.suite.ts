import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { tempDir } from '../support/files.ts';
import { ROOT } from '../support/process.ts';
import { noWine, prepareWine, startUnderWine, windowsPath } from './wine.ts';

/** Test files that ask the platform something: paths, handles, renames, locks, reading of files. */
const FILES = [
  'bundle/csv.test.ts',
  'bundle/findings.test.ts',
  'bundle/publishing.test.ts',
  'bundle/staging.test.ts',
  'files/make-folder.test.ts',
  'run/lock.test.ts',
  'run/manifest.test.ts',
  'run/validate-folder.test.ts',
  'site/load.test.ts',
  'site/server-name.test.ts',
  'validate/hash-runs.test.ts',
  'validate/keys.test.ts',
];

const count = (tap: string, what: string): number =>
  Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(tap)?.[1] ?? NaN);

describe('test files on Windows', { skip: noWine }, () => {
  before(prepareWine);

  it('pass', async (t) => {
    const home = tempDir();
    const entry = path.join(home, 'tests.mjs');
    const imports = FILES.map(
      (file) => `await import('file:///Z:${encodeURI(path.join(ROOT, 'test', file))}');\n`,
    );
    fs.writeFileSync(entry, imports.join(''));
    const args = ['--test-reporter=tap', windowsPath(entry)];
    const { out, err } = await startUnderWine(args, { cwd: home }).ended;
    const failed = out.match(/^ *not ok .*\n(?:.*\n){0,12}/gm) ?? [];
    assert.deepEqual(failed, [], err);
    assert.equal(count(out, 'fail'), 0, err);
    assert.ok(count(out, 'pass') > 150, `${count(out, 'pass')} passed: ${err}`);
    t.diagnostic(`${count(out, 'pass')} passed, ${count(out, 'skipped')} skipped under Wine`);
  });
});
