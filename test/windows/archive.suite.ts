import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { before, describe, it } from 'node:test';
import yauzl from 'yauzl';
import { tempDir } from '../support/files.ts';
import { ROOT } from '../support/process.ts';
import {
  WINDOWS_NODE,
  noWine,
  prepareWine,
  startCli,
  startUnderWine,
  windowsPath,
} from './wine.ts';

const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
};
const TITLE = `ssd-extract-${version}-win-x64`;
const ARCHIVE = path.join(ROOT, 'release', `${TITLE}.zip`);
const noArchive = fs.existsSync(ARCHIVE) ? false : 'no archive in release/: npm run package';

async function unzip(archive: string, folder: string): Promise<void> {
  const zip = await yauzl.openPromise(archive);
  for await (const entry of zip.eachEntry()) {
    const file = path.join(folder, entry.fileName);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), fs.createWriteStream(file));
  }
}

describe('the archive for Windows', { skip: noWine || noArchive }, () => {
  const home = tempDir();
  const unpacked = path.join(home, TITLE);
  before(async () => {
    prepareWine();
    await unzip(ARCHIVE, home);
  });

  it('brings Node 24 for Windows', () => {
    const program = fs.readFileSync(path.join(unpacked, 'node', 'node.exe'));
    assert.equal(program.subarray(0, 2).toString('latin1'), 'MZ');
    // as its resources say it, in UTF-16
    assert.ok(program.includes(Buffer.from('24.', 'utf16le')));
  });

  it('starts its Node by its launcher, and passes the exit code on', async () => {
    // Node 24 does not start under Wine; Node 22 in its place gets as far as to be refused
    fs.copyFileSync(WINDOWS_NODE, path.join(unpacked, 'node', 'node.exe'));
    const launcher = windowsPath(path.join(unpacked, 'ssd-extract.cmd'));
    const { code, err } = await startUnderWine(['/c', launcher, '--version'], {
      cwd: home,
      program: 'cmd',
    }).ended;
    assert.equal(code, 2, err);
    assert.match(err, /^ssd-extract needs Node 24 or newer; this is v22\..*$/m);
  });

  it('holds a program that extracts, with no other package at hand', async () => {
    const main = path.join(unpacked, 'dist', 'cli', 'main.js');
    const args = ['demo', '--children', '20'];
    const { code, err } = await startCli(args, { cwd: home, main }).ended;
    assert.equal(code, 0, err);
    assert.ok(fs.existsSync(path.join(home, 'bundles', 'LATEST')));
  });
});
