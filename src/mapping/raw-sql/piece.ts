interface SqlPiece {
  readonly kind: 'sql';
  readonly text: string;
  /** A function or type, whose bracket stands close to it. */
  readonly call?: boolean;
}

/** What is not text until the query is compiled. */
export type NamedPiece =
  /** A column of an alias of the mapping, as the site file spells both. */
  | { readonly kind: 'column'; readonly alias: string; readonly column: string }
  /** A named value: bound, never text. */
  | { readonly kind: 'parameter'; readonly name: string };

/**
 * A piece of the checked text, in the order in which it is sent; `sql` holds words of the lists,
 * names in quotes, literals and symbols.
 */
export type Piece = SqlPiece | NamedPiece;

/** A table expression at the head of a SELECT. */
export interface TableExpression {
  /** As the engine keeps it. */
  readonly name: string;
  readonly pieces: readonly Piece[];
}

const CLOSES = new Set([')', ',', '.', '::', '[', ']']);
const OPENS = new Set(['(', '.', '::', '[']);

/**
 * The pieces with blanks between them, wherever these are not sure to mean nothing: two symbols
 * never grow together into a comment or an operator that nobody checked.
 */
export function spell(pieces: readonly Piece[]): readonly (string | NamedPiece)[] {
  return pieces.flatMap((piece, index) => {
    const before = pieces[index - 1];
    const blank = before === undefined || glued(before, piece) ? [] : [' '];
    return [...blank, piece.kind === 'sql' ? piece.text : piece];
  });
}

function glued(before: Piece, piece: Piece): boolean {
  if (before.kind === 'sql' && OPENS.has(before.text)) return true;
  if (piece.kind !== 'sql') return false;
  if (CLOSES.has(piece.text)) return true;
  return piece.text === '(' && before.kind === 'sql' && before.call === true;
}
