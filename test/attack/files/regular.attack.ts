import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { makeEmptySite } from '../../support/empty-site.ts';
import { tempDir, writeTree } from '../../support/files.ts';
import { type Ended, cli } from '../../support/process.ts';
import { siteWith } from '../../support/site.ts';

const NO_PIPES = process.platform === 'win32' ? 'Windows has no such pipes' : false;
const NO_PROC = process.platform === 'linux' ? false : 'only Linux has /proc';
const SOON = { timeout: 60_000 };

function pipe(dir: string, name: string): string {
  const file = path.join(dir, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  execFileSync('mkfifo', [file]);
  return file;
}

function refused({ code, err, out }: Ended, expected: RegExp): void {
  assert.equal(code, 2, `${out}${err}`);
  assert.match(`${out}${err}`, expected);
  assert.doesNotMatch(err, /fault of ssd-extract/);
}

describe(
  'a pipe or a device where a file belongs is refused, and not waited for',
  { skip: NO_PIPES },
  () => {
    const dir = tempDir();
    it('as site file', SOON, async () => {
      refused(await cli(['check', '--site', pipe(dir, 'site.yml')]), /this is a pipe, not a file/);
      refused(await cli(['run', '--site', '/dev/zero']), /this is a device, not a file/);
      refused(await cli(['run', '--site', dir]), /this is a folder, not a file/);
    });
    it('as configuration to import', SOON, async () =>
      refused(await cli(['site', 'import', pipe(dir, '901_x.yml')]), /this is a pipe/),
    );
    it('in a spec', SOON, async () => {
      const spec = writeTree(tempDir(), {
        'objects/ssd_a.yml': '- name: ssd_a\n  fields: [{name: x, type: int, primary_key: true}]\n',
      });
      pipe(spec, 'categories/sex.yml');
      pipe(spec, 'validators.yml');
      refused(await cli(['spec', 'check', spec]), /validators\.yml:1:1: error: this is a pipe/);
    });
    it('as manifest of a bundle', SOON, async () => {
      const bundle = tempDir();
      pipe(bundle, 'manifest.json');
      const ended = await cli(['verify', bundle]);
      assert.equal(ended.code, 1);
      assert.match(ended.out, /manifest\.json cannot be used: this is a pipe/);
    });
    it('as the tables of a test database', SOON, async () => {
      const from = tempDir();
      pipe(from, 'tables.json');
      const args = ['testdb', '--site', siteWith(), '--from', from];
      refused(await cli(args), /tables\.json: this is a pipe/);
    });
  },
);

describe('an output folder that cannot be made', { skip: NO_PROC }, () => {
  const dir = tempDir();
  let site = '';
  before(async () => {
    site = await makeEmptySite(dir);
    const text = fs.readFileSync(site, 'utf8');
    fs.writeFileSync(site, text.replace(/^output:.*$/m, 'output: {dir: /proc/x}'));
  });
  it('ends a run at once with 5', SOON, async () => {
    const ran = await cli(['run', '--site', site]);
    assert.equal(ran.code, 5, ran.err);
    assert.match(ran.err, /\/proc\/x: the disk is read-only/);
  });
  it('ends check with 2', SOON, async () =>
    refused(await cli(['check', '--site', site]), /no bundle could be written to \/proc\/x/),
  );
  it('ends sql with 2', SOON, async () =>
    refused(await cli(['sql', '--cms', 'mosaic', '--out', '/proc/x']), /cannot be written/),
  );
});
