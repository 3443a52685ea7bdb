import {
  type BundleDiff,
  type CodeChange,
  type NamedCode,
  type ObjectDiff,
  type SchemaChange,
  isSame,
  movedRows,
} from './bundle-diff.ts';

const number = (value: number): string => value.toLocaleString('en-GB');
const plural = (count: number, word: string): string =>
  `${number(count)} ${word}${count === 1 ? '' : 's'}`;

/** The whole comparison in a line. */
export function verdictOf({ status, objects, rows }: BundleDiff): string {
  if (status === 'same') return 'Nothing changed';
  const differ = objects.filter((object) => !isSame(object)).length;
  const of = `${number(differ)} of ${plural(objects.length, 'object')} ${differ === 1 ? 'differs' : 'differ'}`;
  if (movedRows(rows) === 0) return `${of}, in no row of those that both have`;
  const { added, removed, changed } = rows;
  return `${of}: ${plural(added, 'row')} added, ${number(removed)} removed, ${number(changed)} changed`;
}

/** Such as `a_name: size 20 in A, 40 in B`. */
export function schemaWords({ field, what, a, b }: SchemaChange): string {
  const words = WHAT[what];
  if (what === 'field') return `${field ?? ''}: only in ${a === null ? 'B' : 'A'}`;
  const of = field === null ? words : `${field}: ${words}`;
  return `${of} ${a ?? 'none'} in A, ${b ?? 'none'} in B`;
}

const WHAT: Readonly<Record<SchemaChange['what'], string>> = {
  field: 'field',
  type: 'type',
  size: 'size',
  key: 'key',
  treatment: 'not compared, pseudonymised as',
};

/** Codes that are named before the rest is counted. */
const MOST_CODES = 5;

/** Such as `new codes X, Y; first seen in B: X`. */
export function codeWords(change: CodeChange): string {
  const parts: [string, readonly { readonly code: string }[]][] = [
    ['allowed in B only', change.added],
    ['allowed in A only', change.removed],
    ['with other words', change.reworded],
    ['in rows of B only', change.appeared],
    ['in rows of A only', change.gone],
  ];
  return parts
    .filter(([, codes]) => codes.length > 0)
    .map(([words, codes]) => `${words}: ${codesList(codes)}`)
    .join('; ');
}

export function codesList(codes: readonly Pick<NamedCode, 'code'>[]): string {
  const names = codes.slice(0, MOST_CODES).map(({ code }) => code);
  const more = codes.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${number(more)} more` : names.join(', ');
}

/** `extracted`, `extracted in A, placeholder in B`, `only in B`. */
export function statusWords({ compared, status: { a, b } }: ObjectDiff): string {
  if (compared === 'not compared') return `only in ${a === null ? 'B' : 'A'}`;
  return a === b ? (a ?? '') : `${a ?? ''} in A, ${b ?? ''} in B`;
}

/** Why rows of an object are compared whole; undefined where none are. */
export function unkeyedWords({ why, unkeyed }: ObjectDiff): string | undefined {
  if (why !== null) return `compared as whole rows, since ${why}`;
  if (unkeyed.a + unkeyed.b === 0) return undefined;
  return `rows whose key is empty or not only theirs are compared whole: ${number(unkeyed.a)} of A, ${number(unkeyed.b)} of B`;
}

/** `12.5 %`, and never 0 for what is something. */
export function shareWords(share: number): string {
  return share > 0 && share < 0.001 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`;
}
