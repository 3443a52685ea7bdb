/** One code of a national set. */
export interface Code {
  readonly code: string;
  /** What the edition says that it means; undefined where it says nothing. */
  readonly means?: string | undefined;
  /** Other spellings that forms have for it. */
  readonly also: readonly string[];
}

/** A code set of one edition of a national return: `data/codes/<name>.yml`. */
export interface CodeSet {
  readonly name: string;
  readonly title: string;
  /** Return and year. */
  readonly edition: string;
  readonly source: string;
  /** The field is a JSON list of codes. */
  readonly list: boolean;
  readonly codes: ReadonlyMap<string, Code>;
  /** Codes of earlier editions, with what took their place: one, or several to choose from. */
  readonly former: ReadonlyMap<string, readonly string[]>;
  /** The fields that hold it: `object.field`. */
  readonly fields: readonly string[];
}

/** Texts are one when they differ in case or trailing blanks, as in the mappings. */
export function fold(text: string): string {
  return text.trimEnd().toUpperCase();
}
