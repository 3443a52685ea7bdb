import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { loadSite } from '../../src/site/load.ts';
import { resolveSecret } from '../../src/site/secret.ts';
import { tempDir } from '../support/files.ts';
import { siteWith } from '../support/site.ts';

const CONNECTION = {
  engine: 'postgres',
  host: 'warehouse',
  database: 'd',
  user: 'u',
  password: { env: 'SSD_TRIAL_PASSWORD' },
};

/** What a site would send as its password, with this `.env` beside it. */
function passwordWith(env: string | Buffer, environment: NodeJS.ProcessEnv = {}, mode = 0o600) {
  const dir = tempDir();
  fs.writeFileSync(path.join(dir, '.env'), env, { mode });
  fs.chmodSync(path.join(dir, '.env'), mode);
  const { connection } = loadSite(siteWith({ dir, connection: CONNECTION }));
  assert.ok(connection.engine === 'postgres');
  return resolveSecret(connection.password, environment);
}

describe('a .env file beside the site file', () => {
  it('holds a password that the environment does not', () => {
    assert.equal(passwordWith('# kept here\nSSD_TRIAL_PASSWORD=Winter-2026\n'), 'Winter-2026');
    assert.equal(passwordWith("SSD_TRIAL_PASSWORD='a #b \"c'\r\nOTHER=x\r\n"), 'a #b "c');
    assert.equal(passwordWith('\ufeffSSD_TRIAL_PASSWORD="it\'s"'), "it's");
    const utf16 = Buffer.from('\ufeffSSD_TRIAL_PASSWORD=notepad', 'utf16le');
    assert.equal(passwordWith(utf16), 'notepad');
  });

  it('gives way to the environment, and adds nothing to it', () => {
    const environment = { SSD_TRIAL_PASSWORD: 'of the task' };
    assert.equal(passwordWith('SSD_TRIAL_PASSWORD=of the file', environment), 'of the task');
    passwordWith('SSD_TRIAL_PASSWORD=x\nNODE_OPTIONS=--inspect\nSSD_STRAY=1\n');
    assert.equal(process.env['SSD_TRIAL_PASSWORD'], undefined);
    assert.equal(process.env['SSD_STRAY'], undefined);
  });

  for (const line of [
    'SSD_TRIAL_PASSWORD=abc#def',
    "SSD_TRIAL_PASSWORD='it's'",
    'SSD_TRIAL_PASSWORD="a\\nb"',
    'SSD_TRIAL_PASSWORD="two\nlines"',
  ]) {
    it(`is not used where a password could be cut: ${JSON.stringify(line)}`, () => {
      assert.throws(() => passwordWith(line), { code: 'env-file' });
    });
  }

  it('is refused when every account may read it', { skip: process.platform === 'win32' }, () => {
    assert.throws(() => passwordWith('SSD_TRIAL_PASSWORD=x', {}, 0o644), { code: 'open-secret' });
  });

  it('is named when the template has not been filled in', () => {
    assert.throws(() => passwordWith("SSD_TRIAL_PASSWORD=''\n"), {
      code: 'no-secret',
      message: /SSD_TRIAL_PASSWORD is not set, and the file .*\.env has no value for it/,
    });
  });
});
