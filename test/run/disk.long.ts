import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { loadSite } from '../../src/site/load.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { tempDir } from '../support/files.ts';
import { type Ended, start } from '../support/process.ts';
import { siteWith } from '../support/site.ts';
import { specOf } from '../support/small-spec.ts';

const MAY_MOUNT =
  process.platform === 'linux' && process.getuid?.() === 0
    ? false
    : 'needs Linux and the right to mount a small disk';
const BIN = 'src/cli/bin.mjs';
const PROGRAM = 'test/support/run-losing-its-disk.ts';
const asOf = '2026-11-22';

describe('a disk that is lost while a run writes', { skip: MAY_MOUNT }, () => {
  const dir = tempDir();
  const site = siteWith({ dir, spec: specOf(['person', 'contacts', 'department']) });
  before(() => buildTestDatabase({ site: loadSite(site), children: 20, seed: 3, asOf }));

  /**
   * In a mount namespace of its own: a run that is whole, onto a disk that is seen at `out` and at
   * `kept`, then one during which the shell does `command`; what is left at `kept` is copied to the
   * folder that is given.
   */
  async function lose(command: string): Promise<{ ended: Ended; left: string }> {
    const work = tempDir();
    const [kept, out, left] = ['kept', 'out', 'left'].map((name) => path.join(work, name));
    for (const name of [kept, out]) fs.mkdirSync(name ?? '');
    const script = `mount -t tmpfs -o size=6m tmpfs ${kept} && mount --bind ${kept} ${out} || exit 77
"$0" ${BIN} run --site ${site} --out ${out} --as-of ${asOf} >/dev/null 2>&1 || exit 78
"$0" ${PROGRAM} ${site} ${out} "${command.replaceAll('OUT', out ?? '')}"
code=$?; cp -a ${kept} ${left}; exit $code`;
    const ended = await start(['-m', 'sh', '-c', script, process.execPath], { command: 'unshare' })
      .ended;
    return { ended, left: left ?? '' };
  }

  for (const [what, command, said] of [
    ['is full', 'head -c 100M /dev/zero > OUT/ballast 2>/dev/null || true', /the disk is full/],
    ['is gone', 'umount -l OUT', /the path does not exist/],
    ['turns read-only', 'mount -t tmpfs -o ro tmpfs OUT', /the path does not exist|read-only/],
    ['has lost the output folder’s content', 'rm -rf OUT/.staging-*', /the path does not exist/],
  ] as const) {
    it(`that ${what}: 5, and the last good bundle is as it was`, async (test) => {
      const { ended, left } = await lose(command);
      if (/unshare failed/.test(ended.err) || ended.code === 77) {
        return test.skip('this machine does not let a test mount a small disk');
      }
      assert.equal(ended.code, 5, ended.err);
      assert.match(ended.err, said);
      assert.match(ended.err, /The last good bundle is as it was|another run/);
      const name = fs.readFileSync(path.join(left, 'LATEST'), 'utf8').trim();
      assert.deepEqual((await verifyBundle(path.join(left, name))).faults, []);
      const bundles = fs.readdirSync(left).filter((entry) => entry.startsWith('ssd_'));
      assert.deepEqual(bundles, [name]);
    });
  }
});
