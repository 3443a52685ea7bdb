import fs from 'node:fs';
import path from 'node:path';
import { type Fence, fences } from '../support/markdown.ts';
import { ROOT } from '../support/process.ts';

export interface Page {
  /** From the root of the checkout, with forward slashes. */
  readonly name: string;
  readonly text: string;
  readonly blocks: readonly Fence[];
}

/** Made of data whose examples have a test of their own: test/mapping/oddities.test.ts. */
const GENERATED = 'standard-oddities.md';

/** Every page that people read, but for the generated one. */
export const PAGES: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...fs
    .readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== GENERATED)
    .map((name) => `docs/${name}`),
].map((name) => {
  const text = fs.readFileSync(path.join(ROOT, name), 'utf8').replaceAll('\r\n', '\n');
  return { name, text, blocks: fences(text) };
});

export function pageNamed(name: string): Page {
  const page = PAGES.find((item) => item.name === name);
  if (!page) throw new Error(`there is no page ${name}`);
  return page;
}

/** Where a block stands, for the name of its test. */
export function placeOf(page: Page, block: Fence): string {
  return `${page.name}:${block.line}`;
}
