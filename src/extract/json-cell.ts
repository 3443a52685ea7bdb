import type { Flags } from '../mapping/language.ts';
import type { JsonPart } from '../query/compiled.ts';
import { formatNumber } from './cell-format.ts';

/**
 * A JSON object of named parts, always valid whatever the texts hold; numbers keep every digit.
 * Takes the parts' texts in their order.
 */
export function jsonObject(
  parts: readonly Pick<JsonPart, 'name' | 'number'>[],
  textDefault: string | null,
): (texts: readonly (string | null)[]) => string {
  const members = parts.map(({ name, number }, index) => ({
    before: `${index === 0 ? '{' : ', '}${JSON.stringify(name)}: `,
    number,
  }));
  return (texts) => {
    let object = members.length === 0 ? '{' : '';
    for (const [index, { before, number }] of members.entries()) {
      object += before + jsonValue(texts[index] ?? null, number, textDefault);
    }
    return `${object}}`;
  };
}

/** JSON has no numbers that begin with a needless zero. */
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

function jsonValue(text: string | null, number: boolean, textDefault: string | null): string {
  if (number && text !== null) {
    const digits = formatNumber(text);
    return JSON_NUMBER.test(digits) ? digits : JSON.stringify(text);
  }
  const value = text ?? (number ? null : textDefault);
  return value === null ? 'null' : JSON.stringify(value);
}

/**
 * A JSON list of texts: each once (whatever its case and trailing spaces; of two spellings the
 * capital one), by the number they start with, then by the rest.
 */
export function jsonList(entries: readonly string[]): string {
  const distinct = new Map(
    [...entries].sort((a, b) => compare(b, a)).map((entry) => [fold(entry), entry.trimEnd()]),
  );
  const sorted = [...distinct.values()].sort(
    (a, b) => leadingNumber(a) - leadingNumber(b) || compare(fold(a), fold(b)),
  );
  return `[${sorted.map((entry) => JSON.stringify(entry)).join(', ')}]`;
}

/**
 * A JSON object of flags, Y or N as the entries say; a key that no list of entries defines is null.
 */
export function jsonFlags(
  entries: readonly string[],
  { keys, entriesOf, other, total }: Flags,
): string {
  const distinct = new Set(entries);
  const known = new Set([...entriesOf.values()].flat());
  const value = (key: string): string => {
    const list = entriesOf.get(key);
    if (list) return list.some((entry) => distinct.has(entry)) ? '"Y"' : '"N"';
    if (key === other) return [...distinct].some((entry) => !known.has(entry)) ? '"Y"' : '"N"';
    return key === total ? String(distinct.size) : 'null';
  };
  return `{${keys.map((key) => `${JSON.stringify(key)}: ${value(key)}`).join(', ')}}`;
}

function fold(text: string): string {
  return text.trimEnd().toUpperCase();
}

function leadingNumber(text: string): number {
  const digits = /^\d+/.exec(text)?.[0];
  return digits === undefined ? Number.POSITIVE_INFINITY : Number(digits);
}

/** By code unit, in every locale alike. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
