import { type CodeSet, fold } from './code-set.ts';

/** How the texts of one field become codes, as plain data: any thread can use it. */
export interface CodeBook {
  readonly object: string;
  readonly field: string;
  readonly set: string;
  readonly edition: string;
  /** The cell is a JSON list of codes. */
  readonly list: boolean;
  /** By folded text, the code. */
  readonly known: ReadonlyMap<string, string>;
  /** The codes of the set, by themselves folded. */
  readonly codes: ReadonlyMap<string, string>;
  /** Folded codes that a text may begin with: `PN4 - attended`. */
  readonly leading: ReadonlyMap<string, string>;
}

/** What an authority calls a code, by folded text. */
export type Crosswalk = ReadonlyMap<string, string>;

/** An authority's own words go before national ones, even before codes. */
export function codeBook(set: CodeSet, place: string, ...own: readonly Crosswalk[]): CodeBook {
  const { codes, former } = set;
  const [object = '', field = ''] = place.split('.');
  const texts = [...codes.values()].flatMap(({ code, means, also }) =>
    [...also, ...(means === undefined ? [] : [means])].map((text) => [fold(text), code] as const),
  );
  const old = [...former].flatMap(([code, [now, ...others]]) =>
    now === undefined || others.length > 0 ? [] : [[fold(code), now] as const],
  );
  const today = foldedCodes(set);
  const known = new Map([...old, ...texts, ...today, ...own.flatMap((walk) => [...walk])]);
  const leading = new Map([...today].filter(([code]) => /\d/.test(code)));
  const { name, edition, list } = set;
  return { object, field, set: name, edition, list, known, codes: today, leading };
}

/** As if every text were a code already, or none: for cells that were translated before. */
export function codesAlone(book: CodeBook): CodeBook {
  return { ...book, known: book.codes, leading: new Map() };
}

function foldedCodes({ codes }: CodeSet): ReadonlyMap<string, string> {
  return new Map([...codes.keys()].map((code) => [fold(code), code]));
}

/** A code before words: a blank does behind a letter and a digit. Other codes are words too. */
const LEADING = /^(?:([A-Z]+\d+[A-Z]?|\d+[A-Z])(?:\s|[-–:.)]\s*)|(\d+)\s*[-–:.)]\s)/;

/** The code that a text stands for. */
export function codeOf({ known, leading }: CodeBook, text: string): string | undefined {
  const folded = fold(text);
  const code = known.get(folded);
  if (code !== undefined) return code;
  const [, mixed, digits] = LEADING.exec(folded) ?? [];
  return leading.get(mixed ?? digits ?? '');
}
