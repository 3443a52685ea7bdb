import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseYaml } from '../../../src/yaml/read.ts';

/** Far above what they take, far below the minutes that they took. */
const SOON = 30_000;

function laughs(levels: number): string {
  const lines = Array.from({ length: levels }, (_, level) => {
    const item = level === 0 ? 'x' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(9).fill(item).join(', ')}]\n`;
  });
  return lines.join('');
}

function keys(count: number): string {
  return Array.from({ length: count }, (_, index) => `k${index}: ${index}\n`).join('');
}

const HOSTILE: readonly [string, string, RegExp][] = [
  ['aliases that multiply', laughs(10), /^too-many-aliases$/],
  ['aliases that multiply a little', laughs(6), /^too-many-aliases$/],
  ['very many aliases', `a: &a x\nb: [${Array(5000).fill('*a').join(', ')}]\n`, /^too-many-/],
  ['an alias inside itself', 'a: &a [*a]\n', /^endless-alias$/],
  ['an alias inside itself, further down', 'a: &a {b: {c: [*a]}}\n', /^endless-alias$/],
  ['lists in lists', `a: ${'['.repeat(100)}${']'.repeat(100)}\n`, /^too-deep$/],
  ['lists in lists without end', `a: ${'['.repeat(100_000)}`, /^(?:too-deep|yaml-syntax)$/],
  ['maps in maps', `${'{a: '.repeat(5000)}1${'}'.repeat(5000)}\n`, /^too-deep$/],
  ['300,000 keys', keys(300_000), /^too-large$/],
  ['50,000 keys', keys(50_000), /^too-many-keys$/],
];

describe('hostile YAML is refused soon, with its place', () => {
  for (const [name, text, code] of HOSTILE) {
    it(name, { timeout: SOON }, () => {
      const { value, problems } = parseYaml(text, 'x.yml');
      assert.equal(value, undefined);
      assert.match(problems[0]?.code ?? '', code);
      assert.ok((problems[0]?.at?.line ?? 0) > 0);
    });
  }
  it('keys that JavaScript knows are keys like others', () => {
    const { value } = parseYaml('__proto__: {polluted: yes}\nconstructor: x\n', 'x.yml');
    assert.deepEqual(Object.keys(value as object), ['__proto__', 'constructor']);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
});
