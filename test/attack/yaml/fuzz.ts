import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import fc from 'fast-check';
import { ConfigError } from '../../../src/problems/errors.ts';
import { loadSite } from '../../../src/site/load.ts';
import { loadSpec } from '../../../src/spec/load.ts';
import { parseYaml } from '../../../src/yaml/read.ts';
import { tempDir } from '../../support/files.ts';

const PATIENCE = 10_000;
const site = path.join(tempDir(), 'site.yml');
const spec = tempDir();

/** What YAML is made of, and what the two kinds of file have in them. */
const piece = fc.oneof(
  fc.constantFrom(
    ...['a', 'site', 'cms', 'connection', 'engine', 'embedded', 'overrides', 'output', '<<'],
    ...['name', 'fields', 'type', 'string', 'validators', 'primary_key', '__proto__', 'ssd_a'],
    ...[': ', ':', '- ', ', ', '[', ']', '{', '}', '\n', '\n  ', '\n    ', '\t', '? ', ' #x'],
    ...['&a ', '*a', '*b', '!!str ', '!x ', '!!binary ', '!!set ', '---\n', '...\n', '%YAML 1.1\n'],
    ...['"', "'", '"\\x"', '|\n', '>-\n', '~', 'null', 'true', '01', '1e999', '.nan', '2024-02-30'],
    ...['\uFEFF', '\r\n', '\0', '\u2028', '@', '`'],
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
);
const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));

const SITE = 'site: a\ncms: liquid_logic\nconnection: {engine: embedded}\noutput: {dir: ./b}\n';
const SPEC = '- name: ssd_a\n  fields:\n  - {name: x, type: string, primary_key: true}\n';

/** A file that is whole but for a piece put into it. */
const nearly = (whole: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(whole.length), fc.nat(4), fc.array(piece, { maxLength: 3 }))
    .map(([at, gone, pieces]) => whole.slice(0, at) + pieces.join('') + whole.slice(at + gone));

function within(patience: number, work: () => void): void {
  const began = performance.now();
  work();
  assert.ok(performance.now() - began < patience, `${performance.now() - began} ms`);
}

/** Loads, or throws what a person can read. */
function loads(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ConfigError, String((error as Error).stack));
  }
}

/** Any text is a value that ends, or problems with their place. */
export function describeYaml(runs: number): void {
  it(`any text is a value or a problem with its place: ${runs}`, (t) => {
    fc.assert(
      fc.property(fc.oneof(text, nearly(SITE), nearly(SPEC)), (source) => {
        within(PATIENCE, () => {
          const yaml = parseYaml(source, 'x.yml');
          const { value, problems } = yaml;
          assert.ok(problems.length === 0 || value === undefined);
          for (const problem of problems) assert.ok((problem.at?.line ?? 0) >= 1);
          // nothing leads back to itself
          JSON.stringify(value);
          assert.ok(yaml.at(['connection', 'engine']).line >= 1);
        });
      }),
      { numRuns: runs },
    );
    t.diagnostic(`tried ${runs}`);
  });

  it(`any site file is a site or a mistake in it: ${runs}`, (t) => {
    fc.assert(
      fc.property(fc.oneof(text, nearly(SITE)), (source) => {
        fs.writeFileSync(site, source);
        within(PATIENCE, () => loads(() => loadSite(site)));
      }),
      { numRuns: runs },
    );
    t.diagnostic(`tried ${runs}`);
  });

  it(`any spec is a spec or mistakes in it: ${runs}`, (t) => {
    fc.assert(
      fc.property(fc.oneof(text, nearly(SPEC)), (source) => {
        fs.writeFileSync(path.join(spec, 'ssd_a.yml'), source);
        within(PATIENCE, () => loads(() => loadSpec(spec)));
      }),
      { numRuns: runs },
    );
    t.diagnostic(`tried ${runs}`);
  });
}
