import { Reader } from './reader.ts';
import type { Engine, EngineName } from './engine.ts';
import { MSSQL } from './allowed-mssql.ts';
import { ORACLE } from './allowed-oracle.ts';
import { POSTGRES } from './allowed-postgres.ts';
import { expression } from './expression.ts';
import { type Statement, query, statement } from './select.ts';
import { Refusal } from './token.ts';

export const ALLOWED: Readonly<Record<EngineName, Engine>> = {
  mssql: MSSQL,
  oracle: ORACLE,
  postgres: POSTGRES,
};

export type SqlForm = 'select' | 'value';

export interface SqlFault {
  readonly message: string;
  /** `line 2, column 5` of the text, both from 1. */
  readonly place: string;
  readonly hint: string | undefined;
}

export type Checked = { readonly statement: Statement } | { readonly fault: SqlFault };

const LONGEST = 100_000;

/**
 * Whether a text is one SELECT, or one value of a select list, made of nothing but what the engine
 * may be asked; then the pieces that are sent instead of it. `scope` holds the aliases that a value
 * may name.
 */
export function checkSql(
  text: string,
  form: SqlForm,
  engine: EngineName,
  scope: ReadonlySet<string> = new Set(),
): Checked {
  try {
    if (text.trim() === '') throw new Refusal('it is empty', 0);
    if (text.length > LONGEST) throw new Refusal(`it is longer than ${LONGEST} characters`, 0);
    const reader = new Reader(ALLOWED[engine], text, scope, query);
    const found = form === 'select' ? statement(reader) : value(reader);
    if (reader.peek().kind !== 'end') reader.refuseHere();
    refuseStrangers(reader);
    return { statement: found };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return {
      fault: { message: error.message, place: placeOf(text, error.at), hint: error.hint },
    };
  }
}

function value(reader: Reader): Statement {
  expression(reader);
  const token = reader.peek();
  if (/^(?:,|from|where|union|as)$/i.test(token.value) && token.kind !== 'text') {
    reader.refuse(`it is not one value: ${token.value}`);
  }
  return { expressions: [], pieces: reader.pieces, columns: [] };
}

function refuseStrangers({ declared, engine, qualifiers, scope }: Reader): void {
  for (const alias of scope) {
    const at =
      declared.get(alias) ?? declared.get(alias.toLowerCase()) ?? declared.get(alias.toUpperCase());
    if (at !== undefined) {
      throw new Refusal(`the mapping has an alias ${alias} already`, at, 'give the table another');
    }
  }
  if (!engine.qualifiedOnly) return;
  for (const { name, at } of qualifiers) {
    if (declared.has(name)) continue;
    throw new Refusal(
      `nothing is called ${name} here`,
      at,
      scope.size > 0
        ? `the mapping has the aliases ${[...scope].join(', ')}, in these letters`
        : 'name a table or alias that stands after from',
    );
  }
}

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
