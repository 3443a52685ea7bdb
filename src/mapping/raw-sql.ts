import { didYouMean } from '../problems/suggest.ts';
import { column, constant } from './construct.ts';
import { type Cursor, everyOne } from './cursor.ts';
import type { SqlPart } from './language.ts';
import { listNamed } from './named-parameters.ts';

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
  node: Cursor,
  form: 'select' | 'value',
  engine: string,
): readonly SqlPart[] | undefined {
  if (!node.isFilledMap) {
    return node.fail(
      'bad-sql',
      'sql is a map of engine to text: {mssql: …}',
      `engines: ${ENGINES.join(', ')}`,
    );
  }
  const good = node.entries().map(([name, text]) => isGoodSql(text, name, form));
  if (good.includes(false)) return undefined;
  const written = node.at(engine);
  if (typeof written.raw !== 'string') {
    return node.fail(
      'bad-sql',
      `there is no SQL for the engine ${engine}, which this site has`,
      `add ${engine}: beside ${node.keys().join(', ')}`,
    );
  }
  return everyOne(tokensOf(written.raw).map((token) => parsePart(written.reading(token), token)));
}

/** Reports what is wrong with the text for one engine. */
function isGoodSql(node: Cursor, engine: string, form: 'select' | 'value'): boolean {
  if (!ENGINES.includes(engine)) {
    node.fail('bad-sql', `there is no engine "${engine}"`, didYouMean(engine, ENGINES));
    return false;
  }
  const fault = typeof node.raw === 'string' ? faultOfSql(node.raw, form) : 'SQL is a text';
  if (fault === undefined) return true;
  node.fail('bad-sql', `not ${form === 'select' ? 'one SELECT' : 'one value'}: ${fault}`);
  return false;
}

const ENGINES: readonly string[] = ['mssql', 'oracle', 'postgres'];

function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

function parsePart(node: Cursor, token: string): SqlPart | undefined {
  if (token.startsWith('$')) return parseName(node);
  const [alias = '', name, ...others] = /^[A-Za-z_]/.test(token) ? token.split('.') : [];
  const relation = node.scope.get(alias);
  if (!relation || name === undefined || others.length > 0) return token;
  const type = relation.columns.get(name);
  // a column that the catalogue does not know is the authority's own
  return type ? column(alias, name, relation.name, type) : `"${alias}"."${name}"`;
}

/** A named value, bound: a moment, a text, a number, or all items of a list. */
function parseName(node: Cursor): SqlPart | undefined {
  const [name = ''] = (node.parameterName ?? '').split('.');
  if (node.context.parameters.get(name)?.type.match(/_lists?$/)) {
    const list = listNamed(node);
    return list && { kind: 'list', of: list.map(constant) };
  }
  return node.value();
}
