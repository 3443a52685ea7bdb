import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { checksums, inOrder } from '../../.ci/pack/archive/entries.ts';
import { licencePage } from '../../.ci/pack/archive/licences.ts';
import { pack } from '../../.ci/pack/archive/pack.ts';
import { PLATFORMS } from '../../.ci/pack/archive/platforms.ts';
import { tempDir } from '../support/files.ts';

const dir = tempDir();
const entries = inOrder([
  { name: 'b/read me.txt', content: { text: 'é\r\n' } },
  { name: 'a', content: { text: 'a' }, program: true },
]);

describe('packing', () => {
  for (const platform of PLATFORMS) {
    it(`makes the same archive of the same content, in any time zone (${platform.format})`, async () => {
      const zone = process.env['TZ'];
      const archives = [];
      for (const TZ of ['Europe/London', 'Pacific/Auckland']) {
        process.env['TZ'] = TZ;
        const file = path.join(dir, `${platform.name}-${archives.length}`);
        await pack(entries, 'folder', file, platform);
        archives.push(fs.readFileSync(file));
      }
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
      assert.ok(archives[0]?.equals(archives[1] ?? Buffer.of()));
    });
  }
  it(
    'keeps content, order and who may be started',
    { skip: process.platform === 'win32' },
    async () => {
      const [linux] = PLATFORMS.filter(({ format }) => format === 'tar.gz');
      const file = path.join(dir, 'x.tar.gz');
      await pack(entries, 'folder', file, linux ?? assert.fail());
      spawnSync('tar', ['-xzf', file, '-C', dir]);
      assert.equal(fs.readFileSync(path.join(dir, 'folder', 'b', 'read me.txt'), 'utf8'), 'é\r\n');
      assert.equal(fs.statSync(path.join(dir, 'folder', 'a')).mode & 0o777, 0o755);
      assert.equal(fs.statSync(path.join(dir, 'folder', 'b', 'read me.txt')).mode & 0o777, 0o644);
    },
  );
  it('lists the hash of each file', () => {
    assert.equal(
      checksums(entries).split('\n')[0],
      'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb  a',
    );
  });
});

describe('the page of licences', () => {
  const known = { name: 'a', version: '1.0.0', licenses: [{ license: { id: 'MIT' } }] };
  it('has what a package declares, and the text that it brings', () => {
    const content = Buffer.from('Copyright A').toString('base64');
    const evidence = { licenses: [{ license: { text: { content } } }] };
    const page = licencePage([{ ...known, group: '@g', evidence }], 'Copyright Node');
    assert.match(page, /^@g\/a 1\.0\.0\nLicence: MIT\n\nCopyright A$/m);
    assert.match(page, /Copyright Node/);
  });
  it('refuses a package without a licence', () => {
    assert.throws(() => licencePage([{ ...known, licenses: [] }], ''), /a 1\.0\.0 declares no/);
  });
});
