import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError } from '../../src/problems/errors.ts';
import { firstSite } from '../../src/setup/first-site.ts';
import { parsePasswordPlace } from '../../src/setup/password-place.ts';
import { writeNewFiles } from '../../src/setup/write-new-files.ts';
import { tempDir } from '../support/files.ts';

const NO_MODES = process.platform === 'win32' ? 'Windows has no such modes' : false;

describe('a new site file', () => {
  it('says what was answered', () => {
    const text = firstSite({
      ...{ name: 'anytown', cms: 'liquid_logic', engine: 'mssql', server: 'db.example:1434' },
      ...{ database: 'HDM', schema: 'Child_Social', user: 'reader', passwordFrom: 'env:SSD' },
      ...{ windowYears: '8', out: './bundles' },
    });
    for (const line of ['window_years: 8', '  server: db.example', '  port: 1434']) {
      assert.ok(text.split('\n').includes(line), line);
    }
    assert.match(text, /^ {2}password: \{"env": "SSD"\}$/m);
  });
});

describe('where a password is', () => {
  for (const text of ['env:correct horse', 'env:', 'env:1A', 'horse', 'credential:a b', 'Prompt']) {
    it(`is not what ${JSON.stringify(text)} says`, () =>
      assert.equal(parsePasswordPlace(text), undefined));
  }
  it('is a variable, a file, a credential, or whoever is asked', () => {
    assert.deepEqual(
      ['env:SSD_DB', 'file:./a b.txt', 'credential:db.x', 'prompt'].map(parsePasswordPlace),
      [{ env: 'SSD_DB' }, { file: './a b.txt' }, { credential: 'db.x' }, { prompt: true }],
    );
  });
});

describe('new files', () => {
  const pair = (dir: string, text: string) =>
    ['site.yml', '.env'].map((name) => ({ file: path.join(dir, name), text }));
  const read = (dir: string): string[] =>
    fs.readdirSync(dir).map((name) => `${name} ${fs.readFileSync(path.join(dir, name), 'utf8')}`);

  it('are written all or none, and over nothing that is there', async () => {
    const dir = tempDir();
    fs.writeFileSync(path.join(dir, '.env'), 'mine');
    await assert.rejects(
      writeNewFiles(pair(dir, 'new'), { force: false }),
      (error) => error instanceof ConfigError && error.code === 'cannot-write',
    );
    assert.deepEqual(read(dir), ['.env mine']);
    await writeNewFiles(pair(dir, 'new'), { force: true });
    assert.deepEqual(read(dir), ['.env new', 'site.yml new']);
  });
  it("are their owner's alone", { skip: NO_MODES }, async () => {
    const dir = tempDir();
    await writeNewFiles(pair(dir, 'new'), { force: false });
    const modes = fs.readdirSync(dir).map((name) => fs.statSync(path.join(dir, name)).mode & 0o777);
    assert.deepEqual(modes, [0o600, 0o600]);
  });
});
