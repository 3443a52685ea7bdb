import type { Expression, Operand } from './expression.ts';
import { type Token, tokenize } from './tokenize.ts';

export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string; readonly position: number };

/**
 * The grammar of `conditional`:
 *
 *     expression = term { "or" term }
 *     term       = factor { "and" factor }
 *     factor     = "not" factor | "(" expression ")" | test
 *     test       = field ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) operand
 *                | field "is" [ "not" ] "null"
 *                | field [ "not" ] "in" "(" constant { "," constant } ")"
 *     operand    = field | constant
 *     constant   = 'text' (a quote is doubled) | number
 *
 * A comparison with an empty cell does not hold. An expression is data:
 * nothing of it is ever run as code.
 */
export function parseExpression(source: string): ParsedExpression {
  if (source.length > LONGEST) {
    return { ok: false, message: 'the expression is too long', position: LONGEST };
  }
  const tokenized = tokenize(source);
  if ('badAt' in tokenized) {
    return { ok: false, message: 'this character does not belong here', position: tokenized.badAt };
  }
  try {
    return { ok: true, expression: new Parser(tokenized.tokens).parse() };
  } catch (error) {
    if (error instanceof SyntaxFault) {
      return { ok: false, message: error.message, position: error.position };
    }
    throw error;
  }
}

/** More characters than any rule needs; a text of millions is more than the tokenizer can hold. */
const LONGEST = 100_000;

/** Deeper nesting than any rule needs; it keeps the parser's own recursion small. */
const DEEPEST = 100;

class SyntaxFault extends Error {
  readonly position: number;
  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#any();
    if (this.#peek().kind !== 'end') this.#fail('the expression should end here');
    return expression;
  }

  #any(): Expression {
    if (++this.#depth > DEEPEST) this.#fail('the expression is nested too deeply');
    const of = [this.#all()];
    while (this.#word('or')) of.push(this.#all());
    this.#depth--;
    return alone(of) ?? { kind: 'or', of };
  }

  #all(): Expression {
    const of = [this.#factor()];
    while (this.#word('and')) of.push(this.#factor());
    return alone(of) ?? { kind: 'and', of };
  }

  #factor(): Expression {
    if (this.#word('not')) {
      if (++this.#depth > DEEPEST) this.#fail('the expression is nested too deeply');
      const of = this.#factor();
      this.#depth--;
      return { kind: 'not', of };
    }
    if (!this.#symbol('(')) return this.#test();
    const inner = this.#any();
    this.#expect(')');
    return inner;
  }

  #test(): Expression {
    const field = this.#field();
    if (this.#word('is')) {
      const negated = this.#word('not');
      if (!this.#word('null')) this.#fail('is takes null or not null');
      return { kind: 'null', field, negated };
    }
    const negated = this.#word('not');
    if (this.#word('in')) return { kind: 'in', field, values: this.#constants(), negated };
    if (negated) this.#fail('in belongs after not here');
    const operator = OPERATORS.find((known) => this.#symbol(known));
    if (!operator) this.#fail('a comparison belongs here: =, !=, <, <=, >, >=, is null, in (…)');
    return {
      kind: 'compare',
      operator: operator === '<>' ? '!=' : operator,
      field,
      operand: this.#operand(),
    };
  }

  #operand(): Operand {
    const token = this.#peek();
    if (token.kind === 'name') return { kind: 'field', name: this.#field() };
    return { kind: 'constant', value: this.#constant() };
  }

  #field(): string {
    const token = this.#peek();
    if (token.kind !== 'name' || WORDS.has(token.value)) {
      this.#fail('the name of a field belongs here');
    }
    this.#at++;
    return token.value;
  }

  #constants(): string[] {
    this.#expect('(');
    const values = [this.#constant()];
    while (this.#symbol(',')) values.push(this.#constant());
    this.#expect(')');
    return values;
  }

  #constant(): string {
    const token = this.#peek();
    if (token.kind !== 'text' && token.kind !== 'number') {
      this.#fail('a text in single quotes or a number belongs here');
    }
    this.#at++;
    return token.value;
  }

  #word(word: string): boolean {
    const token = this.#peek();
    const found = token.kind === 'name' && token.value === word;
    if (found) this.#at++;
    return found;
  }

  #symbol(symbol: string): boolean {
    const token = this.#peek();
    const found = token.kind === 'symbol' && token.value === symbol;
    if (found) this.#at++;
    return found;
  }

  #expect(symbol: string): void {
    if (!this.#symbol(symbol)) this.#fail(`${symbol} belongs here`);
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', value: '', position: 0 };
  }

  #fail(message: string): never {
    throw new SyntaxFault(message, this.#peek().position);
  }
}

const OPERATORS = ['=', '!=', '<>', '<=', '>=', '<', '>'] as const;
const WORDS = new Set(['and', 'or', 'not', 'is', 'null', 'in']);

function alone(of: readonly Expression[]): Expression | undefined {
  return of.length === 1 ? of[0] : undefined;
}
