import type { Condition, Rows, Value } from '../../mapping/language.ts';

/**
 * Something said, and what is said of it below. Names of tables, columns and parameters stand
 * between backquotes; nothing else does.
 */
export interface Said {
  readonly text: string;
  readonly parts?: readonly Said[] | undefined;
}

/** Says the parts of a mapping, each kind in a file of its own; see `speaker.ts`. */
export interface Speaker {
  /** What stands for a value within a sentence: `the latest …`. */
  readonly value: (value: Value) => string;
  /** A clause: `… is before …`. */
  readonly condition: (condition: Condition) => string;
  /** What must be there: `a row of … where …`. */
  readonly rows: (rows: Rows) => string;
  /** A moment of the run by its name: `the day of the run`. */
  readonly moment: (name: string) => string;
  /** How a relation is called where its alias stands. */
  readonly label: (alias: string, relation: string) => string;
}

/** A name as it is written in the CMS, the spec or the site file. */
export function named(name: string): string {
  return `\`${name.replaceAll('`', "'")}\``;
}

/** A text or number that stands in a mapping. */
export function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : `“${value.replaceAll('`', "'")}”`;
}

/** `a, b and c` */
export function listed(items: readonly string[], word: 'and' | 'or' = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1) ?? ''}`;
}

/** A sentence: its first letter is a capital, it ends with a full stop. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.:?]$/.test(begun) ? begun : `${begun}.`;
}
