import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { HashRuns } from '../../src/validate/hash-runs.ts';
import { tempDir } from '../support/files.ts';

const NO_MODES = process.platform === 'win32' ? 'Windows has no such modes' : false;

/** Two records in memory, two in a file. */
function spilt(): { readonly runs: HashRuns; readonly file: string } {
  const dir = tempDir();
  const runs = new HashRuns(dir, 'k', 2);
  for (const [row, hash] of [4n, 2n, 3n, 1n].entries()) runs.add(hash, 0n, row + 1, 0n);
  const [name = ''] = fs.readdirSync(dir);
  return { runs, file: path.join(dir, name) };
}

describe('hashes of keys in a file', () => {
  it('come back in order, with those in memory', () =>
    assert.deepEqual(
      [...spilt().runs.sorted()].map(({ high, row }) => [high, row]),
      [
        [1n, 4],
        [2n, 2],
        [3n, 3],
        [4n, 1],
      ],
    ));
  it("are their owner's alone, for they are personal data", { skip: NO_MODES }, () =>
    assert.equal(fs.statSync(spilt().file).mode & 0o777, 0o600),
  );
  it('are not believed when the file was cut short', () => {
    const { runs, file } = spilt();
    fs.truncateSync(file, 40);
    assert.throws(() => [...runs.sorted()], /a run of hashes was cut short/);
  });
});
