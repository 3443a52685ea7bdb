/** A piece of SQL text, read as the site's engine reads it. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'symbol' | 'parameter' | 'end';
  /** A word, number or symbol as written; a name or text without its quotes. */
  readonly value: string;
  /** The one spelling that is sent to the database, whatever was written. */
  readonly sql: string;
  /** Where it begins in the text, from 0. */
  readonly at: number;
}

/** Why a text is refused: caught where the text is checked, and reported with its place. */
export class Refusal extends Error {
  readonly at: number;
  readonly hint: string | undefined;

  constructor(message: string, at: number, hint?: string) {
    super(message);
    this.at = at;
    this.hint = hint;
  }
}
