import { Refusal, type Token } from './token.ts';

/** What one pattern at the present place of a text means. Patterns are sticky. */
export type Rule =
  | { readonly kind: 'space'; readonly pattern: RegExp }
  | {
      readonly kind: Exclude<Token['kind'], 'end'>;
      readonly pattern: RegExp;
      /** Value and spelling; the match itself without it. */
      readonly read?: (groups: readonly string[], at: number) => { value: string; sql: string };
    }
  | {
      readonly kind: 'refuse';
      readonly pattern: RegExp;
      readonly message: string;
      readonly hint?: string;
    };

/** Any other blank is refused: engines differ in what they take for one. */
export const SPACE: Rule = { kind: 'space', pattern: /[ \t\r\n]+/y };

export const COMMENT: Rule = {
  kind: 'refuse',
  pattern: /--|\/\*/y,
  message: 'it has a comment',
  hint: 'put it into a YAML comment',
};

export const SEMICOLON: Rule = {
  kind: 'refuse',
  pattern: /;/y,
  message: 'it has a semicolon',
  hint: 'write one statement, and nothing behind it',
};

/** A digit or point that runs into a letter or another point is read differently by each engine. */
export const NUMBER: Rule = {
  kind: 'number',
  pattern: /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w$#@.]|[^\x00-\x7F])/y,
};

/** `$today`, `$lists.name`: a named value of ours, which is bound. */
export const PARAMETER: Rule = {
  kind: 'parameter',
  pattern: /\$([A-Za-z]\w*(?:\.\w+)?)(?![\w$#@])/y,
  read: ([, name = '']) => ({ value: name, sql: '' }),
};

export const OPEN_QUOTE: Rule = {
  kind: 'refuse',
  pattern: /['"]/y,
  message: 'a quote in it is not closed',
};

/** After the prefixes that an engine's lexer knows: `B'…'`, `X'…'` and the like. */
export const PREFIXED_TEXT: Rule = {
  kind: 'refuse',
  pattern: /[A-Za-z]&?(?=['"])/y,
  message: 'it has a text or name with a prefix that is not allowed here',
  hint: "write the text as '…', a quote in it doubled",
};

/** A name in the quotes that all three engines take, with quotes in it doubled. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text between single quotes, those in it doubled. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** @throws Refusal at the first character that no rule knows. */
export function scan(text: string, rules: readonly Rule[]): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const found = matchAt(text, at, rules);
    if (!found) throw unknownCharacter(text, at);
    const { rule, groups } = found;
    const written = groups[0] ?? '';
    if (rule.kind === 'refuse') throw new Refusal(rule.message, at, rule.hint);
    if (rule.kind !== 'space') {
      const { value, sql } = rule.read?.(groups, at) ?? { value: written, sql: written };
      refuseOddText(rule.kind, value, at);
      tokens.push({ kind: rule.kind, value, sql, at });
    }
    at += written.length;
  }
  tokens.push({ kind: 'end', value: '', sql: '', at: text.length });
  return tokens;
}

function matchAt(
  text: string,
  at: number,
  rules: readonly Rule[],
): { readonly rule: Rule; readonly groups: readonly string[] } | undefined {
  for (const rule of rules) {
    rule.pattern.lastIndex = at;
    const groups = rule.pattern.exec(text);
    if (groups && groups[0].length > 0) return { rule, groups };
  }
  return undefined;
}

function unknownCharacter(text: string, at: number): Refusal {
  const point = text.codePointAt(at) ?? 0;
  const code = `U+${point.toString(16).toUpperCase().padStart(4, '0')}`;
  const shown = /[!-~]/.test(text[at] ?? '') ? ` ${text[at] ?? ''}` : '';
  return new Refusal(
    `the character${shown} (${code}) is not one it may have here`,
    at,
    point > 127 ? 'letters beyond A to Z stand in quotes' : undefined,
  );
}

/** Control characters and halves of characters: what reads them decides what they mean. */
function refuseOddText(kind: Token['kind'], value: string, at: number): void {
  if (kind !== 'text' && kind !== 'name') return;
  const odd = kind === 'text' ? /[^\P{Cc}\t\r\n]|\p{Cs}/u : /[\p{Cc}\p{Cs}\u2028\u2029]/u;
  if (odd.test(value)) throw new Refusal('a text or name in it has a control character', at);
  if (kind === 'name' && (value === '' || value.length > 128)) {
    throw new Refusal('a name in it is empty or longer than 128 characters', at);
  }
}
