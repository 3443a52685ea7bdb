import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { makeNew } from '../../src/analyse/new-file.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { tempDir } from '../support/files.ts';

const NO_MODES = process.platform === 'win32' ? 'Windows has no such modes' : false;

const write = (staged: string): Promise<void> => {
  fs.writeFileSync(staged, 'new', { mode: 0o666 });
  return Promise.resolve();
};
const fill = (staged: string): Promise<void> => {
  fs.mkdirSync(staged);
  return Promise.resolve();
};
const isThere = (error: unknown): boolean =>
  error instanceof ConfigError && error.code === 'out-exists';

describe('what a conversion makes', () => {
  it('is under its name when it is whole, and alone there', async () => {
    const dir = tempDir();
    await makeNew({ target: path.join(dir, 'a') }, write);
    assert.deepEqual(fs.readdirSync(dir), ['a']);
    assert.equal(fs.readFileSync(path.join(dir, 'a'), 'utf8'), 'new');
  });
  it("is its owner's alone, file or folder", { skip: NO_MODES }, async () => {
    const dir = tempDir();
    await makeNew({ target: path.join(dir, 'file') }, write);
    await makeNew({ target: path.join(dir, 'folder') }, fill);
    const modes = ['file', 'folder'].map((name) => fs.statSync(path.join(dir, name)).mode & 0o777);
    assert.deepEqual(modes, [0o600, 0o700]);
  });
  it('replaces a file only when it is told to, and a folder never', async () => {
    const dir = tempDir();
    const [file, folder] = [path.join(dir, 'file'), path.join(dir, 'folder')];
    fs.writeFileSync(file, 'mine');
    fs.mkdirSync(folder);
    await assert.rejects(makeNew({ target: file }, write), isThere);
    await assert.rejects(makeNew({ target: folder, force: true }, write), isThere);
    assert.equal(fs.readFileSync(file, 'utf8'), 'mine');
    await makeNew({ target: file, force: true }, write);
    assert.equal(fs.readFileSync(file, 'utf8'), 'new');
    assert.deepEqual(fs.readdirSync(dir).sort(), ['file', 'folder']);
  });
  it('leaves nothing when it fails half way, and what was there as it was', async () => {
    const dir = tempDir();
    const file = path.join(dir, 'file');
    fs.writeFileSync(file, 'mine');
    const failing = async (staged: string): Promise<void> => {
      await write(staged);
      throw new Error('half way');
    };
    await assert.rejects(makeNew({ target: file, force: true }, failing), /half way/);
    assert.deepEqual(fs.readdirSync(dir), ['file']);
    assert.equal(fs.readFileSync(file, 'utf8'), 'mine');
  });
});
