import {
  COMMENT,
  NUMBER,
  OPEN_QUOTE,
  PARAMETER,
  PREFIXED_TEXT,
  type Rule,
  SEMICOLON,
  SPACE,
  literal,
  quoted,
  scan,
} from './scanner.ts';
import { Refusal, type Token } from './token.ts';

const RULES: readonly Rule[] = [
  SPACE,
  COMMENT,
  SEMICOLON,
  {
    kind: 'text',
    pattern: /'((?:[^']|'')*)'/y,
    read: ([, inside = '']) => text(inside.replaceAll("''", "'")),
  },
  {
    kind: 'text',
    pattern: /[eE]'((?:[^'\\]|''|\\[^])*)'/y,
    read: ([, inside = ''], at) => text(unescape(inside, at)),
  },
  {
    kind: 'text',
    pattern: /[uU]&'((?:[^']|'')*)'/y,
    read: ([, inside = ''], at) => text(unescapeUnicode(inside, at)),
  },
  {
    kind: 'text',
    pattern: /\$((?:[A-Za-z_]\w*)?)\$([^]*?)\$\1\$/y,
    read: ([, , inside = '']) => text(inside),
  },
  {
    kind: 'name',
    pattern: /"((?:[^"]|"")*)"/y,
    read: ([, inside = '']) => {
      const value = inside.replaceAll('""', '"');
      return { value, sql: quoted(value) };
    },
  },
  PREFIXED_TEXT,
  OPEN_QUOTE,
  PARAMETER,
  { kind: 'refuse', pattern: /\$/y, message: 'a $ in it names nothing and closes nothing' },
  NUMBER,
  { kind: 'word', pattern: /[A-Za-z_][\w$]*(?![^\x00-\x7F])/y },
  { kind: 'symbol', pattern: /::|<>|<=|>=|!=|\|\||!~\*|!~|~\*|[-+*/%=<>(),.~^[\]]/y },
];

/** A backslash means the same in `E'…'` whatever `standard_conforming_strings` says. */
function text(value: string): { value: string; sql: string } {
  const sql = value.includes('\\') ? `E${literal(value.replaceAll('\\', '\\\\'))}` : literal(value);
  return { value, sql };
}

const LETTERS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function unescape(inside: string, at: number): string {
  return inside.replace(
    /''|\\u([0-9a-fA-F]{4})|\\(['\\nrt])|\\[^]/g,
    (written, code?: string, letter?: string) => {
      if (written === "''") return "'";
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      if (letter !== undefined) return LETTERS[letter] ?? letter;
      throw unknownEscape(at);
    },
  );
}

function unescapeUnicode(inside: string, at: number): string {
  return inside.replace(/''|\\\\|\\([0-9a-fA-F]{4})|\\/g, (written, code?: string) => {
    if (written === "''") return "'";
    if (written === '\\\\') return '\\';
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    throw unknownEscape(at);
  });
}

function unknownEscape(at: number): Refusal {
  return new Refusal(
    'a text in it has a backslash that is not understood',
    at,
    'write the character itself',
  );
}

/** PostgreSQL. */
export function lexPostgres(sql: string): Token[] {
  return scan(sql, RULES);
}
