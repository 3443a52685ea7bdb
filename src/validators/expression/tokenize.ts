export interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'symbol' | 'end';
  /** Names and words in lower case; texts without their quotes. */
  readonly value: string;
  /** From 0. */
  readonly position: number;
}

const PATTERN =
  /\s*(?:(?<name>[A-Za-z_]\w*)|'(?<text>(?:[^']|'')*)'|(?<number>[+-]?\d+(?:\.\d+)?)|(?<symbol><=|>=|!=|<>|[=<>(),]))/y;

/** Splits an expression; undefined with a position where a character does not belong. */
export function tokenize(
  source: string,
): { readonly tokens: readonly Token[] } | { readonly badAt: number } {
  const tokens: Token[] = [];
  let position = 0;
  while (source.slice(position).trim() !== '') {
    PATTERN.lastIndex = position;
    const match = PATTERN.exec(source);
    const [kind, value] =
      Object.entries(match?.groups ?? {}).find(([, found]) => found !== undefined) ?? [];
    if (!match || kind === undefined || value === undefined) {
      return { badAt: position + (/^\s*/.exec(source.slice(position))?.[0].length ?? 0) };
    }
    const start = match.index + match[0].length - match[0].trimStart().length;
    tokens.push({
      kind: kind as Token['kind'],
      value: kind === 'name' ? value.toLowerCase() : value.replaceAll("''", "'"),
      position: start,
    });
    position = PATTERN.lastIndex;
  }
  return { tokens: [...tokens, { kind: 'end', value: '', position: source.length }] };
}
