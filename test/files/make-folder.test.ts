import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { couldMakeFolder, makeFolder } from '../../src/files/make-folder.ts';
import { tempDir } from '../support/files.ts';

const ONLY_LINUX = process.platform === 'linux' ? false : 'only Linux has these';
const NO_MODES = process.platform === 'win32' ? 'Windows has no such modes' : false;

describe('making a folder', () => {
  const dir = tempDir();
  it('makes those above it, for the owner only', { skip: NO_MODES }, async () => {
    const made = path.join(dir, 'a', 'b', 'c');
    await couldMakeFolder(made);
    assert.equal(fs.existsSync(path.join(dir, 'a')), false, 'looking makes nothing');
    await makeFolder(made);
    await makeFolder(made);
    assert.equal(fs.statSync(path.join(dir, 'a')).mode & 0o777, 0o700);
    assert.equal(fs.statSync(made).mode & 0o777, 0o700);
  });
  it('twice at the same time is no fault', async () => {
    const made = path.join(dir, 'both', 'x');
    await Promise.all([makeFolder(made), makeFolder(made), makeFolder(made)]);
    assert.ok(fs.statSync(made).isDirectory());
  });
  it('refuses a path through a file', async () => {
    fs.writeFileSync(path.join(dir, 'file'), '');
    for (const below of ['file', path.join('file', 'x'), path.join('file', 'x', 'y')]) {
      await assert.rejects(makeFolder(path.join(dir, below)), { code: 'ENOTDIR' });
      await assert.rejects(couldMakeFolder(path.join(dir, below)), { code: 'ENOTDIR' });
    }
  });
  it('refuses a link that leads nowhere', { skip: NO_MODES }, async () => {
    fs.symlinkSync(path.join(dir, 'gone'), path.join(dir, 'link'));
    await assert.rejects(makeFolder(path.join(dir, 'link', 'x')), { code: 'EEXIST' });
  });
  for (const made of ['/proc/x', '/proc/x/y', '/sys/x', '/dev/x']) {
    it(`refuses ${made}`, { skip: ONLY_LINUX, timeout: 10_000 }, async () => {
      await assert.rejects(makeFolder(made), { code: 'EROFS' });
      await assert.rejects(couldMakeFolder(made), { code: 'EROFS' });
    });
  }
  it('refuses it behind a link, too', { skip: ONLY_LINUX, timeout: 10_000 }, async () => {
    fs.symlinkSync('/proc', path.join(dir, 'proc'));
    await assert.rejects(makeFolder(path.join(dir, 'proc', 'x')), { code: 'EROFS' });
  });
});
