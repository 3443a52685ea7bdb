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
import type { Token } from './token.ts';

const RULES: readonly Rule[] = [
  SPACE,
  COMMENT,
  SEMICOLON,
  {
    kind: 'text',
    pattern: /([nN]?)'((?:[^']|'')*)'/y,
    read: ([, national = '', inside = '']) => {
      const value = inside.replaceAll("''", "'");
      return { value, sql: `${national.toUpperCase()}${literal(value)}` };
    },
  },
  {
    kind: 'name',
    pattern: /"((?:[^"]|"")*)"/y,
    read: ([, inside = '']) => name(inside.replaceAll('""', '"')),
  },
  {
    kind: 'name',
    pattern: /\[((?:[^\]]|\]\])*)\]/y,
    read: ([, inside = '']) => name(inside.replaceAll(']]', ']')),
  },
  PREFIXED_TEXT,
  OPEN_QUOTE,
  { kind: 'refuse', pattern: /\[/y, message: 'a [ in it is not closed' },
  PARAMETER,
  {
    kind: 'refuse',
    pattern: /@/y,
    message: 'it has a variable',
    hint: 'name a parameter of the site: $name',
  },
  { kind: 'refuse', pattern: /#/y, message: 'it has a temporary table' },
  { kind: 'number', pattern: /0[xX][0-9a-fA-F]+(?![\w$#@.]|[^\x00-\x7F])/y },
  NUMBER,
  { kind: 'word', pattern: /[A-Za-z_][\w@$#]*(?![^\x00-\x7F])/y },
  { kind: 'symbol', pattern: /<>|<=|>=|!=|[-+*/%=<>(),.~&|^]/y },
];

function name(value: string): { value: string; sql: string } {
  return { value, sql: quoted(value) };
}

/** Transact-SQL, as a session with QUOTED_IDENTIFIER on reads it: every driver sets that. */
export function lexMssql(text: string): Token[] {
  return scan(text, RULES);
}
