import { didYouMean } from '../problems/suggest.ts';
import type { YamlPath } from '../yaml/read.ts';
import { type Context, type Scope, isMap, report } from './context.ts';
import type { SqlPart } from './language.ts';
import { listNamed } from './named.ts';
import { constant, parseValue } from './parse-value.ts';

/**
 * Literals, quoted names, what opens a comment, words (with what qualifies them), `$names`, and
 * whatever is left one by one.
 */
const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|\[[A-Za-z_][\w $#]*\]|--|\/\*|[A-Za-z_][\w$#]*(?:\.[A-Za-z_][\w$#]*)*|\$\w+(?:\.\w+)?|\s+|[^]/g;

/**
 * Words that begin anything but a read, or reach outside the database. T-SQL needs no semicolon
 * between statements.
 */
const FORBIDDEN = new Set([
  'insert',
  'update',
  'delete',
  'merge',
  'into',
  'drop',
  'alter',
  'create',
  'truncate',
  'grant',
  'revoke',
  'deny',
  'exec',
  'execute',
  'call',
  'begin',
  'declare',
  'commit',
  'rollback',
  'lock',
  'copy',
  'do',
  'use',
  'backup',
  'restore',
  'shutdown',
  'kill',
  'waitfor',
  'dbcc',
  'bulk',
  'openrowset',
  'openquery',
  'opendatasource',
  'nextval',
  'setval',
  'sp_executesql',
  'xp_cmdshell',
  'dblink',
  'dblink_exec',
  'lo_import',
  'lo_export',
  'pg_read_file',
  'pg_terminate_backend',
  'pg_cancel_backend',
  'set_config',
  'utl_http',
  'utl_file',
]);

/**
 * Why a text is not one SELECT (`select`), or not one value of a select list (`value`); undefined
 * when it is.
 */
export function faultOfSql(text: string, form: 'select' | 'value'): string | undefined {
  const tokens = tokensOf(text);
  const first = tokens.find((token) => token.trim() !== '');
  if (first === undefined) return 'it is empty';
  if (form === 'select' && first.toLowerCase() !== 'select') return 'it does not begin with select';
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (token === ';') return 'it has a semicolon: one statement, and nothing behind it';
    if (token === "'" || token === '"') return 'a quote in it is not closed';
    if (token === '--' || token === '/*') return 'it has a comment: put it into a YAML comment';
    // E'…' and q'[…]' have rules of their own about where they end
    if (
      token.startsWith("'") &&
      /^[A-Za-z_]/.test(tokens[index - 1] ?? '') &&
      !/^n$/i.test(tokens[index - 1] ?? '')
    ) {
      return `it has a text with a prefix: ${tokens[index - 1] ?? ''}'…'`;
    }
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (depth < 0) return 'a bracket is closed that was not opened';
    const word = token
      .split('.')
      .map((part) => part.toLowerCase())
      .find((part) => FORBIDDEN.has(part));
    if (word !== undefined) return `it has the word ${word}: only reading is allowed`;
    if (form === 'value' && depth === 0 && /^(,|from|where|union|as)$/i.test(token)) {
      return `it is not one value: ${token}`;
    }
  }
  return depth === 0 ? undefined : 'a bracket is not closed';
}

/**
 * Parses `{mssql: text, oracle: text}`: all texts are checked, the one for the site's engine is
 * used. `alias.COLUMN` becomes that column, quoted as each engine wants it, and `$name` a bound
 * parameter; everything else stays as it is written.
 */
export function parseRawSql(
  context: Context,
  scope: Scope,
  node: unknown,
  path: YamlPath,
  form: 'select' | 'value',
  engine: string,
): readonly SqlPart[] | undefined {
  if (!isMap(node) || Object.keys(node).length === 0) {
    return report(
      context,
      path,
      'bad-sql',
      'sql is a map of engine to text: {mssql: …}',
      `engines: ${ENGINES.join(', ')}`,
    );
  }
  let good = true;
  for (const [name, text] of Object.entries(node)) {
    const at = [...path, name];
    const fault = !ENGINES.includes(name)
      ? `there is no engine "${name}"`
      : typeof text !== 'string'
        ? 'SQL is a text'
        : faultOfSql(text, form);
    if (fault === undefined) continue;
    good = false;
    report(
      context,
      at,
      'bad-sql',
      ENGINES.includes(name)
        ? `not ${form === 'select' ? 'one SELECT' : 'one value'}: ${fault}`
        : fault,
      ENGINES.includes(name) ? undefined : didYouMean(name, ENGINES),
    );
  }
  if (!good) return undefined;
  const text = node[engine];
  if (typeof text !== 'string') {
    return report(
      context,
      path,
      'bad-sql',
      `there is no SQL for the engine ${engine}, which this site has`,
      `add ${engine}: beside ${Object.keys(node).join(', ')}`,
    );
  }
  const parts = tokensOf(text).map((token) => parsePart(context, scope, token, [...path, engine]));
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

const ENGINES: readonly string[] = ['mssql', 'oracle', 'postgres'];

function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

function parsePart(
  context: Context,
  scope: Scope,
  token: string,
  path: YamlPath,
): SqlPart | undefined {
  if (token.startsWith('$')) return parseName(context, token.slice(1), path);
  const [alias = '', column, ...others] = /^[A-Za-z_]/.test(token) ? token.split('.') : [];
  const relation = scope.get(alias);
  if (!relation || column === undefined || others.length > 0) return token;
  const type = relation.columns.get(column);
  // a column that the catalogue does not know is the authority's own
  return type
    ? { kind: 'column', alias, column, relation: relation.name, type }
    : `"${alias}"."${column}"`;
}

/** A named value, bound: a moment, a text, a number, or all items of a list. */
function parseName(context: Context, name: string, path: YamlPath): SqlPart | undefined {
  if (context.parameters.get(name.split('.')[0] ?? '')?.type.match(/_lists?$/)) {
    const list = listNamed(context, `$${name}`, path);
    return list && { kind: 'list', of: list.map(constant) };
  }
  return parseValue(context, new Map(), `$${name}`, path);
}
