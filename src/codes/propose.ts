import { distance } from 'fastest-levenshtein';
import { type CodeSet, fold } from './code-set.ts';

/** Below this two texts have little in common, and a proposal would mislead. */
const LEAST = 0.5;

/** Longer texts are no words of a form: comparing them would take long and tell nothing. */
const LONGEST = 200;

/** The code whose meaning or spelling is nearest to a text; undefined where none is near. */
export function proposeCode({ codes, former }: CodeSet, text: string): string | undefined {
  const old = former.get(fold(text));
  if (old) return old[0];
  const words = wordsOf(text.slice(0, LONGEST));
  let best: { readonly code: string; readonly likeness: number } | undefined;
  for (const { code, means, also } of codes.values()) {
    for (const spelling of means === undefined ? also : [means, ...also]) {
      const likeness = likenessOf(words, wordsOf(spelling));
      if (likeness > (best?.likeness ?? LEAST)) best = { code, likeness };
    }
  }
  return best?.code;
}

function wordsOf(text: string): readonly string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * 0 to 1, whatever the order of the words: how near each word has one on the other side, the mean
 * of both directions.
 */
function likenessOf(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return 0;
  return (nearness(left, right) + nearness(right, left)) / 2;
}

function nearness(words: readonly string[], others: readonly string[]): number {
  const nearest = words.map((word) => Math.max(...others.map((other) => alike(word, other))));
  return nearest.reduce((sum, value) => sum + value, 0) / words.length;
}

/** Short forms count: `SCH` for `SCHOOL`. */
function alike(word: string, other: string): number {
  const [short, long] = word.length < other.length ? [word, other] : [other, word];
  if (short.length >= 3 && long.startsWith(short)) return 0.9;
  return 1 - distance(word, other) / long.length;
}
