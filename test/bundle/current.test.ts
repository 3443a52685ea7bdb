import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { refreshCurrent, refuseForeignCurrent } from '../../src/bundle/current.ts';
import { sweepStaging } from '../../src/bundle/sweep.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { PublishingError } from '../../src/problems/errors.ts';
import { publish } from '../support/bundle.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { start } from '../support/process.ts';

const POSIX = process.platform === 'win32' ? 'Windows has no such modes' : false;

async function manifestOf(bundle: string) {
  const { manifest, faults } = await verifyBundle(bundle);
  assert.ok(manifest);
  assert.deepEqual(faults, []);
  return manifest;
}

/** Every file of a folder and its bytes. */
const contents = (dir: string): Map<string, string> =>
  new Map(
    fs.readdirSync(dir).map((name) => [name, fs.readFileSync(path.join(dir, name), 'latin1')]),
  );

describe('current', () => {
  it('is a copy of the bundle, then of the next, and nothing else is left', async () => {
    const out = tempDir();
    for (const name of ['ssd_a_1', 'ssd_a_2']) {
      const bundle = await publish(out, name);
      assert.equal(await refreshCurrent(bundle, await manifestOf(bundle)), undefined);
      assert.deepEqual(contents(path.join(out, 'current')), contents(bundle));
    }
    assert.deepEqual(fs.readdirSync(out).sort(), ['LATEST', 'current', 'ssd_a_1', 'ssd_a_2']);
  });

  it('shares no file with the bundle: saving in it changes nothing there', async () => {
    const out = tempDir();
    const bundle = await publish(out, 'ssd_a_1');
    await refreshCurrent(bundle, await manifestOf(bundle));
    fs.appendFileSync(path.join(out, 'current', 'ssd_a.csv'), 'x');
    assert.deepEqual((await verifyBundle(bundle)).faults, []);
  });

  it('is open to whom the bundle is open to', { skip: POSIX }, async () => {
    for (const [groupReadable, folder, file] of [
      [false, 0o700, 0o600],
      [true, 0o750, 0o640],
    ] as const) {
      const out = path.join(tempDir(), 'bundles');
      const bundle = await publish(out, 'ssd_a_1', undefined, { groupReadable });
      await refreshCurrent(bundle, await manifestOf(bundle));
      const mode = (...names: string[]): number =>
        fs.statSync(path.join(out, ...names)).mode & 0o777;
      for (const dir of [bundle, path.join(out, 'current')]) {
        assert.equal(mode(path.basename(dir)), folder);
        for (const name of fs.readdirSync(dir)) assert.equal(mode(path.basename(dir), name), file);
      }
      assert.equal(mode('LATEST'), file);
      assert.equal(mode(), folder, 'the output folder, which the run made');
    }
  });

  it('a copy that is not whole never takes its place', async () => {
    const out = tempDir();
    const first = await publish(out, 'ssd_a_1');
    await refreshCurrent(first, await manifestOf(first));
    const second = await publish(out, 'ssd_a_2');
    const manifest = await manifestOf(second);
    fs.appendFileSync(path.join(second, 'ssd_a.csv'), '3\r\n');
    await assert.rejects(refreshCurrent(second, manifest), (error) => {
      assert.ok(error instanceof PublishingError);
      assert.equal(error.code, 'published-not-current');
      assert.equal(error.bundle, second);
      assert.match(error.message, /"ssd_a.csv" has \d+ bytes, not/);
      return true;
    });
    assert.deepEqual(contents(path.join(out, 'current')), contents(first));
    assert.equal(
      fs.readdirSync(out).some((name) => name.startsWith('.')),
      false,
    );
  });

  it('a run that was killed between the renames is mended by the next', async () => {
    const out = tempDir();
    const bundle = await publish(out, 'ssd_a_1');
    await refreshCurrent(bundle, await manifestOf(bundle));
    fs.renameSync(path.join(out, 'current'), path.join(out, '.current-old-2'));
    writeTree(out, { '.current-new-2/ssd_a.csv': 'half' });
    await sweepStaging(out);
    assert.deepEqual(contents(path.join(out, 'current')), contents(bundle));
    assert.deepEqual(fs.readdirSync(out).sort(), ['LATEST', 'current', 'ssd_a_1']);
  });

  it('what is left beside a current that is there is removed', async () => {
    const out = tempDir();
    writeTree(out, { '.current-old-1/x': '', '.current-new-1/x': '', 'current/x': 'mine' });
    await sweepStaging(out);
    assert.deepEqual(fs.readdirSync(out), ['current']);
    assert.equal(fs.readFileSync(path.join(out, 'current', 'x'), 'utf8'), 'mine');
  });

  it('what is not ours is never replaced, and told before the work', async () => {
    const mine = tempDir();
    writeTree(mine, { 'current/letter.docx': 'x' });
    const file = tempDir();
    writeTree(file, { current: 'x' });
    for (const out of [mine, file]) {
      await assert.rejects(
        refuseForeignCurrent(out),
        (error) => error instanceof PublishingError && error.code === 'current-is-not-ours',
      );
    }
    const empty = tempDir();
    fs.mkdirSync(path.join(empty, 'current'));
    await refuseForeignCurrent(empty);
    await refuseForeignCurrent(tempDir());
  });

  it('stays while a program holds it, and that is told', async (test) => {
    const out = tempDir();
    const bundle = await publish(out, 'ssd_a_1');
    fs.mkdirSync(path.join(out, 'current'));
    // a mount point cannot be renamed, as on Windows a folder with an open file
    const program = `import { refreshCurrent } from "./src/bundle/current.ts";
      import { verifyBundle } from "./src/bundle/verify-bundle.ts";
      const { manifest } = await verifyBundle(${JSON.stringify(bundle)});
      console.log(await refreshCurrent(${JSON.stringify(bundle)}, manifest));`;
    const script = `mount -t tmpfs -o size=100k tmpfs '${out}/current' && "$0" --input-type=module -e '${program}'`;
    const { out: told, err } = await start(['-m', 'sh', '-c', script, process.execPath], {
      command: 'unshare',
    }).ended;
    if (/unshare|mount:|ENOENT/.test(err)) {
      return test.skip('this machine does not let a test mount a small disk');
    }
    assert.match(told, /current stays as it was: another program holds a file of it open/, err);
    assert.deepEqual(fs.readdirSync(out).sort(), ['LATEST', 'current', 'ssd_a_1']);
  });
});
