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
    read: ([, national = '', inside = '']) => text(national, inside.replaceAll("''", "'")),
  },
  {
    kind: 'text',
    pattern: /([nN]?)[qQ]'(?:\[([^]*?)\]|\{([^]*?)\}|\(([^]*?)\)|<([^]*?)>)'/y,
    read: ([, national = '', ...inside]) => text(national, inside.find(Boolean) ?? ''),
  },
  {
    kind: 'text',
    pattern: /([nN]?)[qQ]'([^\s[{(<'])([^]*?)\2'/y,
    read: ([, national = '', , inside = '']) => text(national, inside),
  },
  // Oracle has no way to write a double quote inside a name
  {
    kind: 'name',
    pattern: /"([^"]*)"(?!")/y,
    read: ([, value = '']) => ({ value, sql: quoted(value) }),
  },
  { kind: 'refuse', pattern: /[nN]?[qQ]'/y, message: "a q'…' in it is not closed" },
  PREFIXED_TEXT,
  OPEN_QUOTE,
  PARAMETER,
  {
    kind: 'refuse',
    pattern: /@/y,
    message: 'it has a database link',
    hint: 'read what is in the database itself',
  },
  {
    kind: 'refuse',
    pattern: /:/y,
    message: 'it has a bind variable',
    hint: 'name a parameter of the site: $name',
  },
  NUMBER,
  { kind: 'word', pattern: /[A-Za-z][\w$#]*(?![^\x00-\x7F])/y },
  { kind: 'symbol', pattern: /<>|<=|>=|!=|\|\||[-+*/=<>(),.]/y },
];

function text(national: string, value: string): { value: string; sql: string } {
  return { value, sql: `${national.toUpperCase()}${literal(value)}` };
}

/** Oracle SQL. */
export function lexOracle(sql: string): Token[] {
  return scan(sql, RULES);
}
