import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { codeOf } from '../../src/codes/code-book.ts';
import { type Prepared, prepareSite } from '../../src/prepare/prepare.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { loadSite } from '../../src/site/load.ts';
import { tempDir } from '../support/files.ts';
import { cliHere } from '../support/cli-here.ts';
import { siteWith } from '../support/site.ts';

const dir = tempDir();

function fileWith(codes: string): string {
  return siteWith({ dir: fs.mkdtempSync(path.join(dir, 's')), more: codes });
}

function prepared(codes: string): Prepared {
  return prepareSite(loadSite(fileWith(codes)));
}

/** `code @ the text at its place: hint` of each problem. */
function refused(codes: string): string[] {
  const file = fileWith(codes);
  try {
    prepareSite(loadSite(file));
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    assert.equal(error.exitCode, 2);
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    return error.problems.map(({ code, at, hint = '' }) => {
      const line = lines[(at?.line ?? 0) - 1] ?? '';
      return `${code} @ ${line.slice((at?.column ?? 1) - 1)}: ${hint}`;
    });
  }
  return [];
}

const sources = 'ssd_cin_episodes';
function sourceCode({ codes }: Prepared, text: string): string | undefined {
  const books = codes.books.get(sources) ?? [];
  const book = books.find(({ field }) => field === 'cine_referral_source_code');
  return book && codeOf(book, text);
}

describe('codes of a site file', () => {
  it('are as held unless it says otherwise, and then nothing is translated', () => {
    for (const codes of [
      '',
      'codes: as_held\n',
      'codes: {use: as_held, referral_source: {Sch: 2A}}\n',
    ]) {
      assert.equal(prepared(codes).codes.books.size, 0, codes);
    }
  });

  it('national, or a crosswalk, turns them on', () => {
    for (const codes of ['national', '{use: national}', '{referral_source: {Sch: 2A}}']) {
      assert.equal(sourceCode(prepared(`codes: ${codes}\n`), 'GP'), '3A', codes);
    }
  });

  it('a crosswalk is for a set, and for one field before it', () => {
    const both = prepared(
      'codes:\n  referral_source: {"Sch - Primary": 2a, Other: 8}\n  cine_referral_source_code: {OTHER: 10}\n',
    );
    assert.equal(sourceCode(both, 'sch - primary '), '2A');
    assert.equal(sourceCode(both, 'Other'), '10');
    const contact = both.codes.books.get('ssd_contacts')?.[0];
    assert.equal(contact && codeOf(contact, 'other'), '8');
    assert.deepEqual(both.codes.crosswalk, {
      referral_source: { 'Sch - Primary': '2A', Other: '8' },
      cine_referral_source_code: { OTHER: '10' },
    });
  });

  it('a text is what the file shows, whatever number YAML reads', () => {
    const codes = prepared('codes: {referral_source: {01: 4, 1e3: 6, yes: 9}}\n');
    assert.deepEqual(
      ['01', '1e3', 'yes', '1', '1000'].map((text) => sourceCode(codes, text)),
      ['4', '6', '9', undefined, undefined],
    );
  });

  it('what is open or proposed maps nothing yet', () => {
    const codes = prepared('codes: {referral_source: {A: , B: ~, C: 2A?, D: 2A}}\n');
    assert.deepEqual(
      ['A', 'B', 'C', 'D'].map((text) => sourceCode(codes, text)),
      [undefined, undefined, undefined, '2A'],
    );
  });

  const bad: readonly (readonly [codes: string, problems: readonly string[]])[] = [
    ['natonal', ['bad-codes @ natonal: did you mean "national"?']],
    ['{use: 3}', ['bad-codes @ 3}: ']],
    ['{list_unmapped: 3}', ['bad-codes @ 3}: ']],
    [
      '{refferal_source: {x: 2A}}',
      ['unknown-code-set @ refferal_source: {x: 2A}}: did you mean "referral_source"?'],
    ],
    [
      '{pers_forename: {x: 2A}}',
      [
        'not-coded @ pers_forename: {x: 2A}}: docs/codes.md lists the coded fields; an override changes any other',
      ],
    ],
    ['{referral_source: {x: 2Z}}', ['not-in-set @ 2Z}}: did you mean "2A"?']],
    ['{referral_source: {x: 2Z?}}', ['not-in-set @ 2Z?}}: did you mean "2A"?']],
    ['{referral_source: {x: [2A]}}', ['bad-codes @ [2A]}}: ']],
    [
      '{referral_source: 2A}',
      ['bad-codes @ 2A}: of what your forms say to a code: {"Sch - Primary": 2A}'],
    ],
  ];
  for (const [codes, problems] of bad) {
    it(`${codes} is refused at its place`, () => {
      assert.deepEqual(refused(`codes: ${codes}\n`), problems);
    });
  }

  it('one text mapped twice is refused, with the place of the first', () => {
    const [only = '', ...more] = refused('codes:\n  sex:\n    Man: M\n    "MAN ": F\n');
    assert.deepEqual(more, []);
    assert.match(only, /^mapped-twice @ "MAN ": F: case and .*site\.yml:\d+:5$/);
  });

  it('ends a command with 2, file and line', async () => {
    const file = fileWith('codes: {sex: {Man: X}}\n');
    const { code, err } = await cliHere(['check', '--site', file]);
    assert.equal(code, 2);
    assert.match(err, /site\.yml:\d+:20: error: "X" is no code of sex \[not-in-set\]/);
  });
});
