import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { complain, print, visible } from '../../../src/cli/terminal.ts';
import { terminalProgress } from '../../../src/cli/progress.ts';
import { tempDir, writeTree } from '../../support/files.ts';
import { cli } from '../../support/process.ts';

const NO_SUCH_NAMES = process.platform === 'win32' ? 'Windows has no such file names' : false;
/** Clears the screen, titles the window, moves to the left, turns the writing. */
const HOSTILE = 'x\u001b[2J\u001b]0;owned\u0007\r\u009b31m\u202e\u2066y';
/** What a terminal obeys, but for the line ends of a text. */
const OBEYED = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

function harmless(text: string): void {
  assert.doesNotMatch(text.replaceAll('\n', ''), OBEYED);
}

describe('what a terminal would obey is shown', () => {
  it('every control character and turn of direction, and nothing else', () => {
    for (let code = 0; code < 0x2100; code++) {
      const sign = String.fromCharCode(code);
      const shown = visible(sign);
      if (sign === '\n' || sign === '\t') assert.equal(shown, sign);
      else harmless(shown);
      if (!OBEYED.test(sign)) assert.equal(shown, sign);
    }
    assert.equal(visible('Caf\u00e9 \u{1f600} \u4e2d'), 'Caf\u00e9 \u{1f600} \u4e2d');
  });
  it('inside JSON, which stays the same to whoever reads it', () => {
    const line = JSON.stringify({ name: HOSTILE });
    harmless(visible(line));
    assert.deepEqual(JSON.parse(visible(line)), { name: HOSTILE });
  });
  it('on both streams, and in the line of progress', (test) => {
    const told: string[] = [];
    const gather = (text: string): void => void told.push(text);
    test.mock.method(console, 'log', gather);
    test.mock.method(console, 'error', gather);
    print(HOSTILE);
    complain(HOSTILE);
    for (const isTTY of [true, false]) {
      const stream = { isTTY, write: gather } as unknown as NodeJS.WriteStream;
      const progress = terminalProgress({}, stream);
      progress.notice(HOSTILE);
      progress.object(HOSTILE, 0, 1);
      progress.rows(HOSTILE, 1);
      progress.finished(HOSTILE, 1, 1);
      progress.step?.(HOSTILE);
      progress.end();
    }
    assert.ok(told.length >= 7);
    for (const text of told) harmless(text.replaceAll('\r\u001b[K', ''));
  });
});

describe('hostile names never reach a terminal', () => {
  const dir = tempDir();
  const quoted = JSON.stringify(HOSTILE);
  it('from a site file', async () => {
    const site = path.join(dir, 'site.yml');
    fs.writeFileSync(
      site,
      `site: ${quoted}\ncms: ${quoted}\n${quoted}: 1\nconnection: {engine: ${quoted}}\noutput: {${quoted}: 1}\n`,
    );
    const { code, out, err } = await cli(['check', '--site', site]);
    assert.equal(code, 2);
    harmless(out + err);
    assert.match(err, /unknown key "x\\u001b\[2J/);
  });
  it('from its parameters and overrides', async () => {
    const site = path.join(dir, 'more.yml');
    fs.writeFileSync(
      site,
      `site: a\ncms: mosaic\nconnection: {engine: embedded}\nparameters: {${quoted}: 1}\noverrides: {${quoted}: {}}\n`,
    );
    const { code, out, err } = await cli(['check', '--site', site]);
    assert.equal(code, 2);
    harmless(out + err);
    assert.match(err, /\\u001b/);
  });
  it('from a spec', async () => {
    const spec = writeTree(dir, {
      'spec/ssd_a.yml': `- name: ${quoted}\n  fields: []\n- name: ssd_a\n  fields:\n  - {name: ${quoted}, type: int}\n  - {name: x, type: ${quoted}, ${quoted}: 1, validators: [${quoted}]}\n`,
    });
    const { code, out, err } = await cli(['spec', 'check', path.join(spec, 'spec')]);
    assert.equal(code, 2);
    harmless(out + err);
    assert.match(out, /\\u001b/);
  });
  it('from a header, a file and a folder', { skip: NO_SUCH_NAMES }, async () => {
    const folder = path.join(dir, HOSTILE);
    writeTree(folder, {
      'ssd_person.csv': `pers_person_id,${HOSTILE.replace('\r', '')}\n1,2\n`,
      [`${HOSTILE}.csv`]: 'a\n1\n',
    });
    for (const args of [
      ['validate', folder],
      ['validate', folder, '--json'],
      ['verify', folder],
    ]) {
      const { out, err } = await cli(args);
      harmless(out + err);
    }
    harmless((await cli(['validate', path.join(folder, 'none')])).err);
  });
  it('from the command line', async () => {
    for (const args of [
      [HOSTILE],
      ['run', `--${HOSTILE}`],
      ['run', '--site', `${HOSTILE}\nerror: x`],
    ]) {
      const { code, err } = await cli(args);
      assert.equal(code, 2);
      harmless(err);
      assert.doesNotMatch(err, /^error: x/m);
    }
  });
});
