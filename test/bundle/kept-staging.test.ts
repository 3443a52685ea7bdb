import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { KeptStaging, type KeptHead, findKept } from '../../src/bundle/kept-staging.ts';
import type { ManifestFile } from '../../src/bundle/manifest.ts';
import { openToGroup } from '../../src/bundle/open-to-group.ts';
import { Staging } from '../../src/bundle/staging.ts';
import { sweepStaging } from '../../src/bundle/sweep.ts';
import { tempDir } from '../support/files.ts';

const head = (run: string, started = '2026-11-22T02:00:00.000Z'): KeptHead => ({
  format: 1,
  run,
  started,
  settings: { site: 'a' },
});

/** A run that has finished one object, and what it knows of it. */
async function oneObject(outDir: string, of: KeptHead) {
  const staging = await Staging.open(outDir, of.run);
  const kept = await KeptStaging.begin({ outDir, dir: staging.dir }, of, undefined);
  const csv = await staging.csv('ssd_a', ['x'], { bom: false });
  await csv.writer.write([['1']]);
  const file: ManifestFile = {
    object: 'ssd_a',
    status: 'extracted',
    columns: ['x'],
    query: null,
    milliseconds: 1,
    restarts: 0,
    controlCharactersRemoved: 0,
    ...(await csv.finish()),
  };
  await kept.add(file);
  return { staging, kept, file };
}

describe('the staging folder of a failed run', () => {
  it('is set aside with nothing but finished files, for its owner only, even after a publication that failed', async () => {
    const outDir = tempDir();
    const { staging, kept, file } = await oneObject(outDir, head('one'));
    await kept.beforePublishing();
    assert.deepEqual(fs.readdirSync(staging.dir), ['ssd_a.csv']);
    for (const name of ['manifest.json', 'findings.csv', 'ssd_b.csv.partial']) {
      fs.writeFileSync(path.join(staging.dir, name), 'x');
    }
    await openToGroup(staging.dir);
    fs.mkdirSync(path.join(staging.dir, '.keys-x'));
    assert.equal(await kept.setAside(), 1);
    assert.deepEqual(fs.readdirSync(outDir), ['.failed-one']);
    const dir = path.join(outDir, '.failed-one');
    assert.deepEqual(fs.readdirSync(dir).sort(), ['.resume.jsonl', 'ssd_a.csv']);
    if (process.platform !== 'win32') {
      assert.equal(fs.statSync(dir).mode & 0o777, 0o700);
      assert.equal(fs.statSync(path.join(dir, '.resume.jsonl')).mode & 0o777, 0o600);
    }
    const found = await findKept(outDir);
    assert.equal(found?.run, 'one');
    assert.deepEqual(
      [...found.objects.values()].map((object) => object.file),
      [file],
    );
  });

  it('is not kept when nothing was finished, nor when the bundle was published', async () => {
    const outDir = tempDir();
    const staging = await Staging.open(outDir, 'none');
    const none = await KeptStaging.begin({ outDir, dir: staging.dir }, head('none'), undefined);
    assert.equal(await none.setAside(), 0);
    await staging.discard();
    const { staging: second, kept } = await oneObject(outDir, head('two'));
    fs.renameSync(second.dir, path.join(outDir, 'ssd_a_2'));
    assert.equal(await kept.setAside(), 0);
    assert.deepEqual(fs.readdirSync(outDir), ['ssd_a_2']);
  });

  it('is found when the run was killed, the newest of several; the sweep takes the others', async () => {
    const outDir = tempDir();
    const old = await oneObject(outDir, head('old', '2026-11-20T02:00:00.000Z'));
    await old.kept.setAside();
    await oneObject(outDir, head('new'));
    fs.mkdirSync(path.join(outDir, '.staging-empty'));
    const found = await findKept(outDir);
    assert.equal(found?.name, '.staging-new');
    assert.deepEqual([...(await sweepStaging(outDir, found.name))].sort(), [
      '.failed-old',
      '.staging-empty',
    ]);
    assert.deepEqual(fs.readdirSync(outDir), ['.staging-new']);
    assert.deepEqual(await sweepStaging(outDir), ['.staging-new']);
  });

  it('is never taken through a link', { skip: process.platform === 'win32' }, async () => {
    const [outDir, elsewhere] = [tempDir(), tempDir()];
    const { kept } = await oneObject(elsewhere, head('one'));
    await kept.setAside();
    fs.symlinkSync(path.join(elsewhere, '.failed-one'), path.join(outDir, '.failed-one'));
    assert.equal(await findKept(outDir), undefined);
    assert.deepEqual(await sweepStaging(outDir), ['.failed-one']);
    assert.ok(fs.existsSync(path.join(elsewhere, '.failed-one', 'ssd_a.csv')));
  });
});
