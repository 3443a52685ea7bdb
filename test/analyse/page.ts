import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { type Fence, fences } from '../support/markdown.ts';
import { cliHere } from '../support/cli-here.ts';
import { ROOT } from '../support/process.ts';

/** The blocks of docs/analysts.md that can be run here, in their order. */
export function blocksOf(language: string): readonly Fence[] {
  const text = fs.readFileSync(path.join(ROOT, 'docs', 'analysts.md'), 'utf8');
  return fences(text.replaceAll('\r\n', '\n')).filter(
    (block) => block.language === language && block.notRun === undefined,
  );
}

/** Makes what the page begins with: two bundles of synthetic children, and a site with a key. */
export async function readerOf(dir: string): Promise<void> {
  await makeBundle(dir, 'bundle', '1');
  await makeBundle(dir, 'earlier', '2');
  fs.writeFileSync(path.join(dir, 'key.txt'), `${'0123456789abcdef'.repeat(4)}\n`, { mode: 0o600 });
  fs.writeFileSync(
    path.join(dir, 'site.yml'),
    'site: trial\ncms: liquid_logic\nconnection: {engine: embedded, path: ./db}\npseudonymise: {key: {file: ./key.txt}}\n',
  );
}

async function makeBundle(dir: string, name: string, seed: string): Promise<void> {
  const out = path.join(dir, 'demo', seed);
  const made = await cliHere(['demo', '--children', '60', '--seed', seed, '--out', out], {
    cwd: dir,
  });
  assert.equal(made.code, 0, made.err);
  const bundle = fs.readdirSync(out).find((entry) => entry.startsWith('ssd_')) ?? '';
  fs.cpSync(path.join(out, bundle), path.join(dir, name), { recursive: true });
}

/** The arguments of a line that calls the program. */
export function argumentsOf(line: string): string[] {
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, text, word]) => text ?? word ?? '');
  assert.equal(words.shift(), 'ssd-extract', line);
  return words;
}
