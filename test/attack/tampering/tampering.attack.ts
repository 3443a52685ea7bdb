import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Manifest } from '../../../src/bundle/manifest.ts';
import { findBundle, verifyBundle } from '../../../src/bundle/verify-bundle.ts';
import { extract } from '../../support/extract.ts';
import { tempDir } from '../../support/files.ts';
import { cli } from '../../support/process.ts';

const RANDOM = 200;
const root = tempDir();
let copies = 0;
let bundle = '';
let clean: readonly string[] = [];

before(async () => {
  ({ bundle } = await extract({ asOf: '2026-11-22', children: 30, seed: 6 }));
  clean = fs.readdirSync(bundle).filter((name) => name !== 'manifest.json');
  assert.deepEqual((await verifyBundle(bundle)).faults, []);
});

/** A copy of the bundle that somebody has been at. */
function tampered(change: (dir: string) => void): string {
  const dir = path.join(root, `ssd_copy_${++copies}`);
  fs.cpSync(bundle, dir, { recursive: true });
  change(dir);
  return dir;
}

const edit = (dir: string, name: string, change: (text: string) => string): void => {
  const file = path.join(dir, name);
  const text = fs.readFileSync(file, 'utf8');
  const other = change(text);
  assert.notEqual(other, text, 'the attack changes something');
  fs.writeFileSync(file, other);
};

const editManifest = (dir: string, change: (manifest: Manifest) => object): void =>
  edit(dir, 'manifest.json', (text) =>
    JSON.stringify(change(JSON.parse(text) as Manifest), null, 2),
  );

const relist =
  (change: (file: Manifest['files'][number]) => object) =>
  (manifest: Manifest): object => ({
    ...manifest,
    files: manifest.files.map((file) =>
      file.object === 'ssd_person' ? { ...file, ...change(file) } : file,
    ),
  });

/** Lines of a file of ours without quoted line breaks, the header first. */
const lines =
  (change: (all: string[]) => string[]) =>
  (text: string): string =>
    change(text.split('\r\n')).join('\r\n');

const PERSON = 'ssd_person.csv';
const ways: Readonly<Record<string, (dir: string) => void>> = {
  'a digit of a date': (dir) => edit(dir, PERSON, (text) => text.replace(/20\d\d-/, '1999-')),
  'a letter of a name': (dir) =>
    edit(dir, PERSON, (text) => text.replace(/^(\w*,\w*,\w*)\w/m, '$1q')),
  'a row gone': (dir) =>
    edit(
      dir,
      PERSON,
      lines(([head = '', , ...rest]) => [head, ...rest]),
    ),
  'a row twice': (dir) =>
    edit(
      dir,
      PERSON,
      lines(([head = '', first = '', ...rest]) => [head, first, first, ...rest]),
    ),
  'two rows in another order': (dir) =>
    edit(
      dir,
      PERSON,
      lines(([head = '', a = '', b = '', ...rest]) => [head, b, a, ...rest]),
    ),
  'all rows gone': (dir) =>
    edit(
      dir,
      PERSON,
      lines(([head = '']) => [head, '']),
    ),
  'the end cut off': (dir) => fs.truncateSync(path.join(dir, PERSON), 1_000),
  'nothing left of a file': (dir) => fs.truncateSync(path.join(dir, PERSON), 0),
  'another name of a column': (dir) => edit(dir, PERSON, (text) => `x${text.slice(1)}`),
  'other line ends': (dir) => edit(dir, PERSON, (text) => text.replaceAll('\r\n', '\n')),
  'a byte order mark': (dir) => edit(dir, PERSON, (text) => `\uFEFF${text}`),
  'a blank line at the end': (dir) => edit(dir, PERSON, (text) => `${text}\r\n`),
  'a file gone': (dir) => fs.rmSync(path.join(dir, PERSON)),
  'a file too many': (dir) => fs.writeFileSync(path.join(dir, 'ssd_more.csv'), 'x\r\n'),
  'a hidden file too many': (dir) => fs.writeFileSync(path.join(dir, '.x'), ''),
  'a folder in place of a file': (dir) => {
    fs.rmSync(path.join(dir, PERSON));
    fs.mkdirSync(path.join(dir, PERSON));
  },
  'two files that changed places': (dir) => {
    fs.renameSync(path.join(dir, PERSON), path.join(dir, 'x'));
    fs.renameSync(path.join(dir, 'ssd_family.csv'), path.join(dir, PERSON));
    fs.renameSync(path.join(dir, 'x'), path.join(dir, 'ssd_family.csv'));
  },
  'a file under another name': (dir) =>
    fs.renameSync(path.join(dir, PERSON), path.join(dir, 'SSD_people.csv')),
  'findings taken out': (dir) =>
    edit(
      dir,
      'findings.csv',
      lines(([head = '', , ...rest]) => [head, ...rest]),
    ),
  'no findings': (dir) => fs.rmSync(path.join(dir, 'findings.csv')),
  'other metadata': (dir) =>
    edit(dir, 'datapackage.json', (text) => text.replace('string', 'number')),
  'no manifest': (dir) => fs.rmSync(path.join(dir, 'manifest.json')),
  'half a manifest': (dir) => fs.truncateSync(path.join(dir, 'manifest.json'), 2_000),
  'a manifest of another format': (dir) =>
    editManifest(dir, (manifest) => ({ ...manifest, format: 2 })),
  'a manifest that leaves a file out': (dir) =>
    editManifest(dir, (manifest) => ({ ...manifest, files: manifest.files.slice(1) })),
  'a manifest with another hash': (dir) =>
    editManifest(
      dir,
      relist(({ sha256 }) => ({ sha256: sha256.replace(/./, 'z') })),
    ),
  'a manifest with fewer rows': (dir) =>
    editManifest(
      dir,
      relist(({ rows }) => ({ rows: rows - 1 })),
    ),
  'a manifest with more rows': (dir) =>
    editManifest(
      dir,
      relist(({ rows }) => ({ rows: rows + 1 })),
    ),
  'a manifest with another column': (dir) =>
    editManifest(
      dir,
      relist(({ columns }) => ({ columns: columns.slice(1) })),
    ),
  'a manifest that names a file elsewhere': (dir) =>
    editManifest(
      dir,
      relist(({ file }) => ({ file: `../${path.basename(bundle)}/${file}` })),
    ),
};

describe('a bundle that somebody changed', () => {
  for (const [way, change] of Object.entries(ways)) {
    it(`is noticed: ${way}`, async () => {
      const dir = tampered(change);
      assert.notDeepEqual((await verifyBundle(dir)).faults, []);
      assert.notDeepEqual((await findBundle(dir)) ?? [], []);
    });
  }

  it('is noticed by both commands, which show nothing of it', async () => {
    const dir = tampered((copy) =>
      edit(copy, PERSON, (text) => text.replace(/20\d\d-/, 'ZEBEDEE')),
    );
    for (const command of ['verify', 'validate']) {
      const { code, out, err } = await cli([command, dir]);
      assert.equal(code, 1);
      assert.match(out, /ssd_person\.csv" has \d+ bytes/);
      assert.doesNotMatch(out + err, /ZEBEDEE/);
    }
  });

  it(`is noticed whichever bit of a file is another one: ${RANDOM}`, async (t) => {
    const filled = clean.filter((name) => fs.statSync(path.join(bundle, name)).size > 0);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...filled),
        fc.nat(),
        fc.integer({ min: 0, max: 7 }),
        async (name, at, bit) => {
          const file = path.join(bundle, name);
          const bytes = fs.readFileSync(file);
          const changed = Buffer.from(bytes);
          changed.writeUInt8((changed[at % bytes.length] ?? 0) ^ (1 << bit), at % bytes.length);
          fs.writeFileSync(file, changed);
          const { faults } = await verifyBundle(bundle);
          fs.writeFileSync(file, bytes);
          assert.notDeepEqual(faults, []);
        },
      ),
      { numRuns: RANDOM },
    );
    assert.deepEqual((await verifyBundle(bundle)).faults, [], 'and is whole when it is put back');
    t.diagnostic(`tried ${RANDOM}`);
  });
});
