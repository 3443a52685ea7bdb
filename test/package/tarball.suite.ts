import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { npm } from '../../.ci/pack/npm.ts';
import { tempDir } from '../support/files.ts';
import { olderNode } from '../support/older-node.ts';
import { type Ended, ROOT, start } from '../support/process.ts';

interface Packed {
  readonly filename: string;
  readonly name: string;
  readonly files: readonly { readonly path: string }[];
}

const older = olderNode();

describe('the package', () => {
  const home = tempDir();
  const installed = path.join(home, 'node_modules', '@ssd-extract', 'cli');
  const shim = path.join(home, 'node_modules', '.bin', 'ssd-extract');
  let packed: Packed;
  const run = (...args: string[]): Promise<Ended> =>
    start([path.join(installed, 'dist', 'cli', 'bin.mjs'), ...args], { cwd: home }).ended;

  before(() => {
    const told = JSON.parse(npm(ROOT, ['pack', '--json', '--pack-destination', home])) as
      Packed[] | Record<string, Packed>;
    packed = Object.values(told)[0] ?? assert.fail('nothing was packed');
    fs.writeFileSync(path.join(home, 'package.json'), '{"private": true}');
    npm(home, ['install', '--ignore-scripts', '--prefer-offline', `./${packed.filename}`]);
  });

  it('has a name that only its owner can give away, and holds the program without its source', () => {
    assert.equal(packed.name, '@ssd-extract/cli');
    const rooms = new Set(packed.files.map((file) => file.path.split('/')[0]));
    assert.deepEqual(
      [...rooms].sort(),
      ['CHANGELOG.md', 'CONTRIBUTING.md', 'LICENSE', 'README.md', 'SECURITY.md']
        .concat(['config', 'data', 'dist', 'docs', 'package.json', 'sql'])
        .sort(),
    );
    assert.ok(packed.files.every((file) => !/\.ts$|\.env$/.test(file.path)));
  });

  it('starts by the name that npm makes for it', async () => {
    const shown = await start(['--help'], process.platform === 'win32' ? {} : { command: shim })
      .ended;
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /Usage: ssd-extract/);
  });

  it('extracts synthetic children into the current folder', async () => {
    const { code, err } = await run('demo', '--children', '30');
    assert.equal(code, 0, err);
    const latest = fs.readFileSync(path.join(home, 'bundles', 'LATEST'), 'utf8').trim();
    const bundle = path.join(home, 'bundles', latest);
    assert.equal((await run('verify', bundle)).code, 0);
    assert.ok(fs.existsSync(path.join(bundle, 'ssd_person.csv')));
  });

  it('brings its queries, its spec and its pages', async () => {
    for (const args of [
      ['sql', '--check', '--only', 'ssd_person'],
      ['oddities', '--check'],
      ['errors', '--check'],
      ['spec', 'check'],
    ]) {
      const { code, err } = await run(...args);
      assert.equal(code, 0, err);
    }
  });

  it(
    'brings the Node that it needs',
    { skip: older === undefined && 'no older Node' },
    async () => {
      const entry = path.join(installed, 'dist', 'cli', 'bin.mjs');
      const { code, out, err } = await start([entry, '--version'], { command: older ?? '' }).ended;
      assert.equal(code, 0, err);
      assert.match(out, /^\d+\.\d+\.\d+\n$/);
    },
  );
});
