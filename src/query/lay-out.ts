/** Characters that brackets may hold in one line. */
const WIDTH = 120;
const INDENT = '  ';

/** Words that begin a line, by what they do to it. */
const PHRASES = {
  clause: 'with|select(?: distinct)?|from|where|(?:group|order|partition) by|having|limit|offset',
  set: 'union(?: all)?|intersect|except|minus',
  join: '(?:(?:inner|cross|(?:left|right|full)(?: outer)?) )?join|(?:cross|outer) apply',
  logic: 'and|or',
  case: 'case',
  branch: 'when|else',
  end: 'end',
  between: 'between',
} as const;
type Phrase = keyof typeof PHRASES;
type Kind = Phrase | 'open' | 'close' | 'comma' | 'word';

const KINDS = Object.keys(PHRASES) as Phrase[];
const MARKS: Readonly<Record<string, Kind>> = { '(': 'open', ')': 'close', ',': 'comma' };
/** What is quoted, whole; then phrases, each kind in a group of its name; then other words. */
const TOKEN = new RegExp(
  [
    String.raw`'(?:[^']|'')*'|"(?:[^"]|"")*"|\[[^\]]*\]`,
    ...KINDS.map((kind) => String.raw`(?<${kind}>\b(?:${PHRASES[kind]})\b)`),
    String.raw`[^\s()'",[\]]+|\S`,
  ].join('|'),
  'gi',
);
/** Comments, which a line may end, and quotes that only some engines know. */
const LEFT_ALONE = /--|\/\*|\$\w*\$|\b(?:e|n?q)'/i;

interface Token {
  readonly text: string;
  readonly kind: Kind;
  /** Whether a blank stands before it. */
  readonly apart: boolean;
}

/**
 * Lays a query out for reading: a line for each clause, condition, column and case, brackets in one
 * line where they hold little. Nothing but blanks outside of quotes changes; a text with comments,
 * or with brackets that do not close, stays as it is. Ours, since parsing SQL as `sql-formatter`
 * does took half of the time of `ssd-extract sql` (for this the text need not be understood).
 */
export function layOut(text: string): string {
  if (LEFT_ALONE.test(text)) return text;
  const tokens = tokensOf(text);
  const inline = inlineBrackets(tokens);
  if (!inline) return text;
  const page = new Page();
  let inlineTo = -1;
  for (const [index, token] of tokens.entries()) {
    if (index > inlineTo) inlineTo = inline.get(index) ?? -1;
    if (index <= inlineTo) page.write(token);
    else page.place(token);
  }
  return page.text();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const { 0: found, index, groups } of text.matchAll(TOKEN)) {
    const phrase = KINDS.find((name) => groups?.[name] !== undefined);
    tokens.push({ text: found, kind: phrase ?? MARKS[found] ?? 'word', apart: index > end });
    end = index + found.length;
  }
  return withoutBetweens(tokens);
}

/** The `and` of a `between` joins no conditions. */
function withoutBetweens(tokens: readonly Token[]): Token[] {
  const waiting = [false];
  return tokens.map((token) => {
    const last = waiting.length - 1;
    const { kind } = token;
    if (kind === 'open') waiting.push(false);
    if (kind === 'close' && last > 0) waiting.pop();
    if (kind !== 'between' && !(kind === 'logic' && waiting[last])) return token;
    waiting[last] = kind === 'between';
    return { ...token, kind: 'word' };
  });
}

/**
 * Where brackets close that may stand in one line, by where they open; undefined when some do not
 * close.
 */
function inlineBrackets(tokens: readonly Token[]): ReadonlyMap<number, number> | undefined {
  const inline = new Map<number, number>();
  const open: { readonly index: number; readonly length: number; readonly phrases: number }[] = [];
  let [length, phrases] = [0, 0];
  for (const [index, { text, kind, apart }] of tokens.entries()) {
    if (kind === 'close') {
      const from = open.pop();
      if (!from) return undefined;
      const fits = length - from.length <= WIDTH && phrases === from.phrases;
      if (fits) inline.set(from.index, index);
    }
    length += text.length + (apart ? 1 : 0);
    if (kind in PHRASES) phrases++;
    if (kind === 'open') open.push({ index, length, phrases });
  }
  return open.length === 0 ? inline : undefined;
}

/** Between two brackets, or `case` and `end`: where its lines begin, and where they do now. */
interface Block {
  readonly base: number;
  indent: number;
}

/** Lines as they are filled. */
class Page {
  readonly #lines: string[] = [];
  readonly #around: Block[] = [];
  #line = '';
  #block: Block = { base: 0, indent: 0 };

  /** Writes a token where the last one ended. */
  write({ text, apart }: Token): void {
    if (this.#line === '') this.#line = INDENT.repeat(this.#block.indent) + text;
    else this.#line += apart ? ` ${text}` : text;
  }

  /** Writes a token where one of its kind belongs. */
  place(token: Token): void {
    switch (token.kind) {
      case 'clause':
      case 'set':
        this.#block.indent = this.#block.base;
        this.#begin(token);
        this.#endLine();
        if (token.kind === 'clause') this.#block.indent++;
        break;
      case 'join':
      case 'logic':
      case 'branch':
        this.#begin(token);
        break;
      case 'open':
        this.write(token);
        this.#endLine();
        this.#enter();
        break;
      case 'case':
        this.write(token);
        this.#enter();
        break;
      case 'close':
      case 'end':
        this.#block = this.#around.pop() ?? this.#block;
        this.#begin(token);
        break;
      case 'comma':
        this.write(token);
        this.#endLine();
        break;
      default:
        this.write(token);
    }
  }

  text(): string {
    this.#endLine();
    return this.#lines.join('\n');
  }

  #begin(token: Token): void {
    this.#endLine();
    this.write(token);
  }

  #endLine(): void {
    if (this.#line !== '') this.#lines.push(this.#line);
    this.#line = '';
  }

  #enter(): void {
    this.#around.push(this.#block);
    const base = this.#block.indent + 1;
    this.#block = { base, indent: base };
  }
}
