import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { DATA_DIR } from '../../../src/prepare/paths.ts';
import { ConfigError } from '../../../src/problems/errors.ts';
import { type FolderResult, validateFolder } from '../../../src/run/validate-folder.ts';
import { tempDir } from '../../support/files.ts';
import { start } from '../../support/process.ts';

const FILE = 'ssd_disability.csv';
const HEAD = 'disa_table_id,disa_person_id,disa_disability_code';
const CHILD = 'Zebedee';
const NO_WINDOWS = process.platform === 'win32' ? 'Windows has no such files' : false;
/** Of one file, on a machine that does other things as well. */
const PATIENCE = 30_000;

const ofText = (text: string): Buffer => Buffer.from(text, 'utf8');
const rows = (...lines: string[]): string => [HEAD, ...lines, ''].join('\r\n');
const utf16 = (text: string, mark: boolean): Buffer =>
  Buffer.from(`${mark ? '\uFEFF' : ''}${text}`, 'utf16le');

/** What is in the file; whether its structure is broken, or it is read. */
const FILES: Readonly<Record<string, readonly [Buffer, 'broken' | 'read']>> = {
  nothing: [ofText(''), 'broken'],
  'a byte order mark alone': [ofText('\uFEFF'), 'broken'],
  'two byte order marks': [ofText(`\uFEFF\uFEFF${rows(`1,${CHILD},HAND`)}`), 'read'],
  'UTF-16 with a mark': [utf16(rows(`1,${CHILD},HAND`), true), 'broken'],
  'UTF-16 without one': [utf16(rows(`1,${CHILD},HAND`), false), 'broken'],
  'Windows-1252': [
    Buffer.concat([ofText(rows()), Buffer.from(`1,${CHILD} Zo\xeb,HAND\r\n`, 'latin1')]),
    'broken',
  ],
  'half a character at the end': [
    Buffer.concat([ofText(rows(`1,${CHILD}`)), Buffer.from([0xf0, 0x9f])]),
    'broken',
  ],
  'NULs in a cell': [ofText(rows(`1,${CHILD}\0\0,HAND`)), 'read'],
  'nothing but NULs': [Buffer.alloc(4_096), 'read'],
  'a quote that is not closed': [ofText(rows(`1,"${CHILD},HAND`)), 'broken'],
  'a quote inside a cell': [ofText(rows(`1,${CHILD}"x,HAND`)), 'broken'],
  'a cell after a quote': [ofText(rows(`1,"${CHILD}"x,HAND`)), 'broken'],
  'a cell too few': [ofText(rows(`1,${CHILD}`)), 'broken'],
  'a cell too many': [ofText(rows(`1,${CHILD},HAND,x`)), 'broken'],
  'a blank line between rows': [ofText(rows(`1,${CHILD},HAND`, '', '2,3,HAND')), 'broken'],
  'blank lines at the end': [ofText(rows(`1,${CHILD},HAND`, '', '', '')), 'read'],
  '20,000 blank lines': [ofText(rows(`1,${CHILD},HAND`) + '\n'.repeat(20_000)), 'broken'],
  'line ends of old Macs': [ofText(rows(`1,${CHILD},HAND`).replaceAll('\r\n', '\r')), 'read'],
  'line ends of every kind': [ofText(`${HEAD}\n1,${CHILD},HAND\r2,3,HAND\r\n4,5,HAND`), 'read'],
  'a line break in a cell': [ofText(rows(`1,"${CHILD}\r\nx",HAND`)), 'read'],
  'a column twice': [ofText(`${CHILD},${CHILD},x\r\n1,2,3\r\n`), 'broken'],
  'no header': [ofText(`1,${CHILD},HAND\r\n`), 'read'],
  'another separator': [ofText(rows(`1,${CHILD},HAND`).replaceAll(',', ';')), 'broken'],
  'a hint for Excel': [ofText(`sep=,\r\n${rows(`1,${CHILD},HAND`)}`), 'broken'],
  'a hundred thousand columns': [ofText(`${CHILD}${','.repeat(100_000)}\r\n`), 'broken'],
  'a hundred thousand names': [
    ofText(`${Array.from({ length: 100_000 }, (_, i) => `${CHILD}${i}`).join(',')}\r\n`),
    'read',
  ],
  'a cell of 16 million characters': [ofText(rows(`1,${'x'.repeat(16_000_000)},HAND`)), 'read'],
  'a quoted cell of 8 million quotes': [ofText(rows(`1,"${'""'.repeat(8_000_000)}",HAND`)), 'read'],
  'an open quote before 16 million characters': [
    ofText(rows(`1,"${CHILD}${'x,'.repeat(8_000_000)}`)),
    'broken',
  ],
  'a number of 200,001 digits': [ofText(rows(`${'9'.repeat(200_001)},1,HAND`)), 'read'],
  'escapes of a terminal': [ofText(rows(`\u001b[2J${CHILD},\u009b31m,\u0007`)), 'read'],
  'a formula': [ofText(rows(`=cmd|' /C calc'!A0,@${CHILD},-1+1`)), 'read'],
  'a web page': [ofText(`<!doctype html><p>${CHILD}</p>\n`), 'read'],
  JSON: [ofText(`[{"disa_table_id": "${CHILD}"}]\n`), 'broken'],
  'bytes of a spreadsheet': [
    Buffer.from(`PK\x03\x04\x14\x00\x06\x00${CHILD}\xff\xfe\x00\x80`, 'latin1'),
    'broken',
  ],
};

async function validated(file: string): Promise<FolderResult> {
  const began = performance.now();
  try {
    return await validateFolder({ dir: path.dirname(file), spec: DATA_DIR });
  } finally {
    assert.ok(performance.now() - began < PATIENCE, `${performance.now() - began} ms`);
  }
}

describe('validate, given a hostile file', () => {
  for (const [what, [content, outcome]] of Object.entries(FILES)) {
    it(`says what it is, and nothing of what is in it: ${what}`, async () => {
      const file = path.join(tempDir(), FILE);
      fs.writeFileSync(file, content);
      const result = await validated(file);
      assert.equal(result.broken.length === 1 ? 'broken' : 'read', outcome);
      const shown = JSON.stringify([
        result.broken.map(({ message, hint }) => [message, hint]),
        result.examples,
        result.findings,
      ]);
      assert.doesNotMatch(shown, /Zebedee|cmd\||\\u001b|xxxx|9999/);
    });
  }

  it(
    'opens neither a pipe nor a device, nor what a link leads to',
    { skip: NO_WINDOWS },
    async () => {
      const secret = path.join(tempDir(), 'secret');
      fs.writeFileSync(secret, rows(`1,${CHILD},HAND`));
      const makers: readonly ((file: string) => void)[] = [
        (file) => assert.equal(spawnSync('mkfifo', [file]).status, 0),
        (file) => fs.symlinkSync('/dev/zero', file),
        (file) => fs.symlinkSync('/dev/tty', file),
        (file) => fs.symlinkSync(secret, file),
        (file) => fs.mkdirSync(file),
        (file) => fs.symlinkSync(file, file),
      ];
      for (const make of makers) {
        const file = path.join(tempDir(), FILE);
        make(file);
        const { broken } = await validated(file).catch((error: unknown) => {
          assert.ok(error instanceof ConfigError);
          return { broken: [error] };
        });
        assert.equal(broken.length, 1);
        assert.doesNotMatch(broken.map(({ message }) => message).join(), /Zebedee/);
      }
    },
  );

  it('needs little more memory than its longest line', { skip: NO_WINDOWS }, async () => {
    const file = path.join(tempDir(), FILE);
    fs.writeFileSync(file, rows(`1,${'x'.repeat(32_000_000)},HAND`));
    const { code, err } = await start([
      '--max-old-space-size=300',
      'src/cli/bin.mjs',
      'validate',
      path.dirname(file),
    ]).ended;
    assert.equal(code, 1, err);
  });
});
