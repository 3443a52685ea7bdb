import { type Engine, PROCEDURES } from './engine.ts';
import type { Piece } from './piece.ts';
import { Refusal, type Token } from './token.ts';
import { quoted } from './scanner.ts';

const DEEPEST = 60;

/** What an unquoted word asks for that is refused with a reason of its own. */
const REASONS: Readonly<Record<string, string>> = {
  into: 'it would write its rows somewhere (into)',
  for: 'for update, for xml and for browse are not allowed',
  option: 'hints are not allowed',
  with: 'with stands at the beginning of a whole SELECT only, and hints are not allowed',
  select: 'a second statement follows',
  pivot: 'pivot is not allowed: write max(case when … end) for each column',
  unpivot: 'unpivot is not allowed: write a union all',
  lock: 'locks are not allowed',
};

/**
 * Goes through the tokens of a text from left to right, never back, and writes down what of them
 * is sent. Every unquoted word that it writes comes from the grammar or a list of the engine; every
 * name is written in quotes, so that it can be nothing else.
 */
export class Reader {
  readonly engine: Engine;
  /** Aliases of the mapping around a field. */
  readonly scope: ReadonlySet<string>;
  /** A SELECT, where an expression holds one: the grammar of rows is not this module's. */
  readonly subquery: (reader: Reader) => void;
  /** What the text itself calls its tables, as the engine keeps names, and where it does. */
  readonly declared = new Map<string, number>();
  /** Qualifiers of columns that are no alias of the mapping. */
  readonly qualifiers: { readonly name: string; readonly at: number }[] = [];
  pieces: Piece[] = [];
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(
    engine: Engine,
    text: string,
    scope: ReadonlySet<string>,
    subquery: (reader: Reader) => void,
  ) {
    this.engine = engine;
    this.scope = scope;
    this.subquery = subquery;
    this.#tokens = engine.lex(text);
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (!token) throw new Error('a text without tokens has no end either');
    return token;
  }

  /** The unquoted word there, in small letters; '' for anything else. */
  word(ahead = 0): string {
    const token = this.peek(ahead);
    return token.kind === 'word' ? token.value.toLowerCase() : '';
  }

  symbol(ahead = 0): string {
    const token = this.peek(ahead);
    return token.kind === 'symbol' ? token.value : '';
  }

  /** Whether these words come next. */
  ahead(...wanted: readonly string[]): boolean {
    return wanted.every((word, index) => this.word(index) === word);
  }

  /** Takes these words or symbols when all of them come next. */
  accept(...wanted: readonly string[]): boolean {
    if (!wanted.every((one, index) => this.word(index) === one || this.symbol(index) === one)) {
      return false;
    }
    for (const one of wanted) {
      this.#at++;
      this.emit(one);
    }
    return true;
  }

  acceptAny(...wanted: readonly string[]): boolean {
    return wanted.some((one) => this.accept(one));
  }

  expect(...wanted: readonly string[]): void {
    if (!this.accept(...wanted)) this.refuse(`${wanted.join(' ')} is missing`);
  }

  /** Passes over a token and gives it; what is sent in its place is up to the caller. */
  take(): Token {
    const token = this.peek();
    this.#at++;
    return token;
  }

  emit(text: string, call = false): void {
    this.pieces.push(call ? { kind: 'sql', text, call } : { kind: 'sql', text });
  }

  /** Takes a text, number or other literal as it is spelt for the engine. */
  literal(kind: 'text' | 'number'): void {
    if (this.peek().kind !== kind) this.refuse(`a ${kind} is missing`);
    this.emit(this.take().sql);
  }

  isName(ahead = 0): boolean {
    const token = this.peek(ahead);
    return (
      token.kind === 'name' ||
      (token.kind === 'word' && !this.engine.reserved.has(token.value.toLowerCase()))
    );
  }

  /** Takes a name, as the engine keeps it. */
  takeName(what: string): string {
    if (!this.isName()) this.refuse(`${what} is missing`);
    const token = this.take();
    if (PROCEDURES.test(token.value)) {
      throw new Refusal(`it names ${token.value}, which does more than hold rows`, token.at);
    }
    return token.kind === 'word' ? this.engine.fold(token.value) : token.value;
  }

  /** Takes a name and writes it in quotes. */
  name(what: string): string {
    const name = this.takeName(what);
    this.emit(quoted(name));
    return name;
  }

  /** Names a table of the text, its alias or a table expression. */
  declare(name: string, at: number): void {
    this.declared.set(this.key(name), at);
  }

  key(name: string): string {
    return this.engine.ignoresCase ? name.toLowerCase() : name;
  }

  /** What stands between two brackets, not too deep for any reader. */
  inBrackets(inside: () => void): void {
    this.expect('(');
    if (++this.#depth > DEEPEST) this.refuse('its brackets are nested too deep');
    inside();
    this.#depth--;
    this.close();
  }

  close(): void {
    if (this.accept(')')) return;
    if (this.peek().kind === 'end') this.refuse('a bracket is not closed');
    this.refuseHere();
  }

  /** One or more, with commas between them. */
  list(item: () => void): void {
    do item();
    while (this.accept(','));
  }

  /** @throws Refusal for whatever comes next. */
  refuseHere(): never {
    const token = this.peek();
    if (token.kind === 'end') this.refuse('it ends too early');
    if (token.value === ')') this.refuse('a bracket is closed that was not opened');
    const reason = REASONS[this.word()];
    if (reason !== undefined) this.refuse(reason);
    if (this.symbol(1) === '(' && token.kind === 'word') this.refuseCall(token);
    this.refuse(`${shown(token)} is not allowed here`);
  }

  refuseCall(token: Token): never {
    throw new Refusal(
      `the function ${token.value} is not one of those allowed on ${this.engine.name}`,
      token.at,
      'docs/overrides.md lists them',
    );
  }

  refuse(message: string, hint?: string): never {
    throw new Refusal(message, this.peek().at, hint);
  }
}

function shown(token: Token): string {
  switch (token.kind) {
    case 'text':
      return 'a text';
    case 'parameter':
      return `$${token.value}`;
    case 'name':
      return quoted(token.value);
    default:
      return token.value;
  }
}
