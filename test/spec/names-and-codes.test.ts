import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { loadSpec } from '../../src/spec/load.ts';
import type { Spec } from '../../src/spec/model.ts';
import { tempDir, writeTree } from '../support/files.ts';

function load(files: Record<string, string>): Spec {
  return loadSpec(writeTree(tempDir(), files));
}

/** `code @ line: message` of the errors, or of the warnings. */
function told(spec: Spec, severity: 'error' | 'warning'): string[] {
  return spec.problems
    .filter((problem) => problem.severity === severity)
    .map(
      ({ code, at, message }) =>
        `${code} @ ${path.basename(at?.file ?? '')}:${at?.line ?? 0}: ${message}`,
    );
}

describe('codes of a code set', () => {
  it('are what the file shows, quoted or not', () => {
    const spec = load({
      'objects/ssd_a.yml': '- name: ssd_a\n  fields: [{name: x, type: int, primary_key: true}]\n',
      'categories/codes.yml':
        "- 01\n- 1e3\n- {value: 007, description: seven}\n- yes\n- ~\n- null\n- '02'\n- 1_000\n- 12:30\n- true\n-\n- ''\n",
    });
    assert.deepEqual(
      spec.categories.get('codes')?.values.map(({ value }) => value),
      ['01', '1e3', '007', 'yes', '~', 'null', '02', '1_000', '12:30', 'true'],
    );
    assert.deepEqual(told(spec, 'error'), []);
  });
  it('01 and 1 are two, and 01 and "01" the same', () => {
    const spec = load({
      'objects/ssd_a.yml': '- name: ssd_a\n  fields: [{name: x, type: int, primary_key: true}]\n',
      'categories/codes.yml': "- 01\n- 1\n- '01'\n",
    });
    assert.deepEqual(
      told(spec, 'warning').filter((text) => /codes\.yml/.test(text)),
      ['repeated-value @ codes.yml:3: the category codes lists "01" twice'],
    );
  });
  it('are not lists', () => {
    const spec = load({
      'objects/ssd_a.yml': '- name: ssd_a\n  fields: [{name: x, type: int, primary_key: true}]\n',
      'categories/codes.yml': '- [01]\n- {value: [01]}\n- {description: none}\n',
      'categories/empty.yml': '# nothing yet\n',
    });
    const lines = told(spec, 'error').map((text) => text.split(': ')[0]);
    assert.deepEqual(lines, [
      ...[1, 2, 3].map((line) => `bad-category @ codes.yml:${line}`),
      'bad-category @ empty.yml:1',
    ]);
  });
});

describe('names are data', () => {
  const named = (name: string, field = 'x'): Spec =>
    load({
      'ssd_a.yml': `- name: ${JSON.stringify(name)}\n  fields: [{name: ${JSON.stringify(field)}, type: int, primary_key: true}]\n`,
    });
  for (const name of [
    '../../../escaped',
    '..',
    '/etc/x',
    'C:\\x',
    'a.b',
    'a b',
    '',
    '1a',
    'é',
    'a\u0000',
    'a\n',
    'x'.repeat(101),
  ]) {
    it(`${JSON.stringify(name.slice(0, 20))} is refused, with its place`, () => {
      assert.match(told(named(name), 'error').join(), /^bad-name @ ssd_a\.yml:1: the name /);
      assert.match(told(named('ssd_a', name), 'error').join(), /^bad-name @ ssd_a\.yml:2: /);
      assert.deepEqual(named(name).objects, []);
    });
  }
  for (const name of ['con', 'NUL', 'Aux', 'prn', 'com1', 'LPT9', 'findings', 'Findings']) {
    it(`${name} names no file of a bundle`, () =>
      assert.match(told(named(name), 'error').join(), /^bad-name @ ssd_a\.yml:1: /));
  }
  for (const name of ['ssd_a', '_x', 'Ssd1', 'console', 'com', 'x'.repeat(100)]) {
    it(`${name.slice(0, 20)} is taken`, () =>
      assert.deepEqual(told(named(name, name), 'error'), []));
  }
  it('no two differ only in capitals', () => {
    const object = (name: string, field: string): string =>
      `- name: ${name}\n  fields:\n  - {name: x, type: int, primary_key: true}\n  - {name: ${field}, type: int}\n`;
    const spec = load({ 'ssd_a.yml': object('ssd_a', 'y') + object('SSD_A', 'X') });
    assert.deepEqual(
      told(spec, 'error').map((text) => text.split(': ')[0]),
      ['duplicate-field @ ssd_a.yml:8', 'duplicate-object @ ssd_a.yml:5'],
    );
  });
  it('thousands of keys that are not read are counted, not listed', () => {
    const extra = Array.from({ length: 5000 }, (_, index) => `k${index}: 1`).join(', ');
    const spec = load({
      'ssd_a.yml': `- name: ssd_a\n  fields:\n  - {name: x, type: int, primary_key: true, ${extra}}\n`,
    });
    const unread = told(spec, 'warning').filter((text) => text.startsWith('unknown-key'));
    assert.equal(unread.length, 21);
    assert.match(unread.at(-1) ?? '', /4980 more keys are not read/);
  });
});
