import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { connectionShapes, siteShape } from '../../src/site/shape.ts';
import { codeIn, codeSpans, tableRows } from '../support/markdown.ts';
import { pageNamed } from './pages.ts';

const page = pageNamed('docs/site-file.md').text;

/** What is described by an engine's section, and by the page of the engine. */
const APART = new Set(['connection', 'notify']);

interface Wrapped {
  readonly innerType?: z.ZodType;
  readonly defaultValue?: unknown;
}

/** A shape without what says that it may be absent, and what it is then. */
function unwrapped(type: z.ZodType): { readonly inner: z.ZodType; readonly fallback: unknown } {
  let inner = type;
  let fallback: unknown;
  for (;;) {
    const { innerType, defaultValue } = inner.def as Wrapped;
    if (innerType === undefined) return { inner, fallback };
    fallback ??= defaultValue;
    inner = innerType;
  }
}

/** The keys of a site file as the page writes them, with their defaults: `output.dir`. */
function keysOf(shape: z.ZodObject, above = ''): [string, unknown][] {
  return Object.entries(shape.shape).flatMap(([name, type]): [string, unknown][] => {
    const { inner, fallback } = unwrapped(type as z.ZodType);
    if (inner instanceof z.ZodObject && above === '' && !APART.has(name)) {
      return keysOf(inner, `${name}.`);
    }
    return [[`${above}${name}`, fallback]];
  });
}

const sections = page.split(/^##+ /m);
const sectionOf = (title: string): string =>
  sections.find((section) => section.startsWith(`${title}\n`)) ?? '';

describe('docs/site-file.md', () => {
  const keys = new Map(keysOf(siteShape));
  const rows = tableRows(page).filter(
    ([key = '']) => keys.has(codeIn(key) ?? '') || /^`[a-z_]+(?:\.[a-z_]+)?`$/.test(key),
  );
  const described = rows.filter((row) => row.length === 3).map(([key]) => codeIn(key) ?? '');

  it('describes each key of a site file, once, and no other', () =>
    assert.deepEqual(
      described.sort(),
      [...keys.keys()].filter((key) => key !== 'connection').sort(),
    ));

  it('has the defaults that the shape has', () => {
    const plain = rows.flatMap(([key, , shown = '']) => {
      const fallback = keys.get(codeIn(key) ?? '');
      return ['string', 'number', 'boolean'].includes(typeof fallback)
        ? [[codeIn(key), shown, `\`${String(fallback)}\``] as const]
        : [];
    });
    assert.ok(plain.length >= 15);
    for (const [key, shown, expected] of plain) assert.equal(shown, expected, key);
  });

  for (const [engine, shape] of Object.entries(connectionShapes)) {
    it(`has the keys of a connection to ${engine}, and no other`, () => {
      const named = tableRows(sectionOf(`\`engine: ${engine}\``)).flatMap(([cell = '']) =>
        codeSpans(cell),
      );
      assert.deepEqual(
        named.sort(),
        Object.keys(shape.shape)
          .filter((key) => key !== 'engine')
          .sort(),
      );
    });
  }
});
