import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { type PlainYaml, parseYaml, readYaml } from '../../src/yaml/read.ts';
import { tempDir } from '../support/files.ts';

/** `code line:column message | hint` of the one problem of a text. */
function problemOf({ problems }: PlainYaml): string {
  assert.equal(problems.length, 1);
  const [{ code, at, message, hint } = assert.fail()] = problems;
  return `${code} ${at?.line}:${at?.column} ${message} | ${hint ?? ''}`;
}

function refused(text: string): string {
  return problemOf(parseYaml(text, 'x.yml'));
}

function written(bytes: string | Buffer): PlainYaml {
  const file = path.join(tempDir(), 'x.yml');
  fs.writeFileSync(file, bytes);
  return readYaml(file);
}

describe('values as the file writes them', () => {
  const codes =
    '01 007 1e3 0x1F 0o17 1_000 .5 +1 -0 yes no on off true null ~ 2024-01-01 12:30:00 9007199254740993'.split(
      ' ',
    );
  const list = parseYaml(codes.map((code) => `- ${code}\n`).join(''), 'x.yml');
  for (const [index, code] of codes.entries()) {
    it(`${code} in a list`, () => assert.equal(list.written([index]), code));
    it(`${code} as a key`, () =>
      assert.deepEqual(parseYaml(`${code}: x\n`, 'x.yml').value, { [code]: 'x' }));
  }
  it('without their quotes, behind an alias, under a key', () => {
    const yaml = parseYaml("a: &a '01'\nb: *a\nc: {01: 02}\n", 'x.yml');
    assert.deepEqual(
      [yaml.written(['a']), yaml.written(['b']), yaml.written(['c', '01'])],
      ['01', '01', '02'],
    );
    assert.equal(yaml.written(['c']), undefined);
    assert.equal(yaml.written(['d']), undefined);
  });
  it('in a file that asks for YAML 1.1, too', () =>
    assert.equal(parseYaml('%YAML 1.1\n---\n- 010\n', 'x.yml').written([0]), '010'));
});

describe('one document a file', () => {
  for (const text of [
    '---\na: 1\n',
    'a: 1\n---\n',
    'a: 1\n...\n',
    '---\n# nothing\n---\na: 1\n',
    '\uFEFFa: 1\n',
  ]) {
    it(`takes ${JSON.stringify(text)}`, () =>
      assert.deepEqual(parseYaml(text, 'x.yml').value, { a: 1 }));
  }
  for (const [text, line] of [
    ['a: 1\n---\nb: 2\n', 2],
    ['---\na: 1\n...\n---\n- b\n', 4],
    ['a: 1\n--- # more\n\nb: 2\n', 2],
    ['a: 1\n--- null\n', 2],
  ] as const) {
    it(`refuses the second of ${JSON.stringify(text)}`, () =>
      assert.match(refused(text), new RegExp(`^second-document ${line}:1 `)));
  }
});

describe('slips of syntax', () => {
  for (const [text, expected] of [
    ['dir: "C:\\Users"\n', /1:\d+ not valid YAML.*single quotes/],
    ['dir: "\\\\server\\share"\n', /1:\d+ not valid YAML.*single quotes/],
    ['a:\n\tb: 1\n', /2:1 .*indent with spaces/],
    ['a: 1\na: 2\n', /2:1 .*the key "a" stands twice/],
    ['1: x\n"1": y\n', /2:1 .*the key "1" stands twice/],
    ["a: 'it's'\n", /apostrophe/],
    ['a: *x\n', /no anchor.*in quotes/],
    ['a: @x\n', /in quotes/],
    ['a: "x\n', /not closed/],
  ] as const) {
    it(JSON.stringify(text), () => assert.match(refused(text), expected));
  }
});

describe('encodings', () => {
  const text = 'site: demo\nname: Caf\u00e9\n';
  it('UTF-8 with a byte order mark is read', () =>
    assert.deepEqual(written(`\uFEFF${text}`).value, { site: 'demo', name: 'Caf\u00e9' }));
  it('UTF-16 is named, with its mark and without', () => {
    for (const bytes of [Buffer.from(`\uFEFF${text}`, 'utf16le'), Buffer.from(text, 'utf16le')]) {
      assert.match(problemOf(written(bytes)), /UTF-16, not UTF-8 \| save it as UTF-8/);
    }
    const big = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
    assert.match(problemOf(written(big)), /UTF-16/);
  });
  it('an older encoding is named, with the line', () =>
    assert.match(problemOf(written(Buffer.from(text, 'latin1'))), /not UTF-8: see line 2 .*1252/));
  it('what is not text is', () =>
    assert.match(
      problemOf(written(Buffer.from('PK\u0003\u0004 some\u0000thing here'))),
      /not text/,
    ));
});
