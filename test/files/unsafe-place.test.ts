import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { unsafePlace } from '../../src/files/unsafe-place.ts';
import { openTo } from '../../src/files/windows-readers.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { cliHere } from '../support/cli-here.ts';
import { siteWith } from '../support/site.ts';

describe('a place for bundles', () => {
  it('is safe when nothing speaks against it, there or not yet', async () => {
    const dir = tempDir();
    for (const name of ['bundles', 'a/b/c', 'onedrive-archive', 'Boxes', 'my-git']) {
      assert.equal(await unsafePlace(path.join(dir, name), {}), undefined, name);
    }
  });

  it('is unsafe in a work tree of git, its worktrees and its submodules', async () => {
    const dir = tempDir();
    writeTree(dir, { 'tree/.git/HEAD': '', 'module/.git': 'gitdir: elsewhere' });
    for (const name of ['tree/bundles/deep', 'tree', 'module/out']) {
      assert.match((await unsafePlace(path.join(dir, name), {})) ?? '', /work tree of git/, name);
    }
  });

  it('is unsafe in a folder that is synchronised, by its name, its mark or its variable', async () => {
    const dir = tempDir();
    writeTree(dir, { 'shared/.dropbox': '' });
    for (const name of [
      'OneDrive/out',
      'OneDrive - Example Council/a/b',
      'Dropbox (Team)/x',
      'dropbox',
      'Google Drive/x',
      'shared/deep/out',
    ]) {
      assert.match((await unsafePlace(path.join(dir, name), {})) ?? '', /synchronised/, name);
    }
    const own = path.join(dir, 'D', 'Sync');
    assert.match(
      (await unsafePlace(path.join(own, 'x'), { OneDriveCommercial: own })) ?? '',
      /sync/,
    );
  });

  it('is judged by where it is, not by what leads to it', async () => {
    const dir = tempDir();
    fs.mkdirSync(path.join(dir, 'Dropbox'));
    fs.symlinkSync(path.join(dir, 'Dropbox'), path.join(dir, 'plain'), 'junction');
    assert.match((await unsafePlace(path.join(dir, 'plain', 'out'), {})) ?? '', /synchronised/);
  });

  it('that is unsafe ends check and run with 2, before any login, unless the site allows it', async () => {
    const dir = path.join(tempDir(), 'Dropbox');
    fs.mkdirSync(dir);
    const connection = {
      engine: 'postgres',
      host: '127.0.0.1',
      port: 1,
      database: 'd',
      user: 'u',
      password: { env: 'SSD_DB_PASSWORD' },
    };
    const env = { SSD_DB_PASSWORD: 'x' };
    const site = siteWith({ dir, connection, testdb: undefined });
    for (const command of ['check', 'run']) {
      const { code, err } = await cliHere([command, '--site', site], { env });
      assert.equal(code, 2, err);
      assert.match(
        err,
        /Dropbox is a folder that is synchronised .*\[unsafe-output\]\n.*allow_unsafe/,
      );
    }
    const output = { dir: './bundles', allow_unsafe_dir: true };
    const allowed = siteWith({ dir, connection, testdb: undefined, output });
    const { code } = await cliHere(['run', '--site', allowed], { env });
    assert.equal(code, 3, 'it went on to the login');
  });
});

describe('who may read a folder on Windows', () => {
  const cases: readonly [string, readonly string[]][] = [
    ['D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)', []],
    ['D:AI(A;OICIID;FA;;;BA)(A;OICIID;0x1200a9;;;BU)', ['Users']],
    ['D:(A;;FA;;;WD)(A;;FR;;;AU)', ['Everyone', 'Authenticated Users']],
    ['D:(A;;GR;;;S-1-1-0)(A;;GA;;;S-1-1-0)', ['Everyone']],
    ['D:(D;;FA;;;WD)', []],
    ['D:(A;;0x100002;;;BU)', []],
    ['no list', []],
  ];
  for (const [sddl, groups] of cases) {
    it(`${sddl} is open to ${groups.join(' and ') || 'nobody in general'}`, () =>
      assert.deepEqual(openTo(sddl), groups));
  }
});
