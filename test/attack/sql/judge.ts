import assert from 'node:assert/strict';
import { Dialect, parse } from '@polyglot-sql/sdk';
import { ALLOWED } from '../../../src/mapping/raw-sql/check.ts';
import type { EngineName } from '../../../src/mapping/raw-sql/engine.ts';

const DIALECTS = { mssql: Dialect.TSQL, oracle: Dialect.Oracle, postgres: Dialect.PostgreSQL };

/** Words of a SELECT, apart from the lists: written here anew, not taken from the guard. */
const KEYWORDS = new Set(
  `select distinct all top percent with ties from where group by having order asc desc nulls first
  last union intersect except minus join inner left right full outer cross apply lateral on using
  as and or not in like ilike between escape is null true false unknown case when then else end
  exists any some array values grouping sets limit offset fetch next rows row only over partition
  range unbounded preceding following current within filter keep dense_rank ignore respect at time
  zone cast collate leading trailing both local without precision varying max char byte to for
  n e pg_catalog`.split(/\s+/),
);

/** Node kinds of the parser that stand for anything but reading. */
const WRITES =
  /"(?:insert|update|delete|merge|command|drop\w*|create\w*|alter\w*|truncate\w*|copy\w*|execute|grant|revoke|set_stmt|transaction|commit|rollback|use|kill|pragma|into|next_value_for)":\{/;

/**
 * A text without its literals and quoted names, letter by letter: what the guard sends has no other
 * quotes than '…' and "…", with quotes in them doubled.
 */
function bare(text: string): string {
  let left = '';
  let quote = '';
  for (const letter of text) {
    if (quote === '') {
      left += letter;
      if (letter === "'" || letter === '"') quote = letter;
    } else if (letter === quote) {
      quote = '';
      left += letter;
    }
  }
  assert.equal(quote, '', `a quote is open: ${text}`);
  return left;
}

/** Judges what is sent by its letters: listed words, names in quotes, and nothing that ends it. */
export function judgeLetters(sent: string, engine: EngineName): void {
  const { functions, tableFunctions, values, types, dateParts } = ALLOWED[engine];
  const left = bare(sent);
  assert.doesNotMatch(left, /;|--|\/\*|\*\/|@|#|\[[^\d]*'|\\/, sent);
  assert.match(left, /^[ -~\s]*$/, sent);
  let depth = 0;
  for (const letter of left) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    assert.ok(depth >= 0, sent);
  }
  assert.equal(depth, 0, sent);
  const known = [KEYWORDS, functions, tableFunctions, values, types, dateParts];
  const plain = left.replace(/(?<![\w"])(?:0x[0-9a-f]+|\d*\.?\d+(?:e[+-]?\d+)?)/gi, '0');
  for (const [word] of plain.matchAll(/[a-z_]\w*/gi)) {
    const collation = /\bcollate \w+_\w+/i.test(plain) && word.includes('_');
    const listed = known.some((words) => words.has(word.toLowerCase()));
    assert.ok(listed || collation, `${word} in ${sent}`);
  }
  // a call is a listed word before a bracket; a name in quotes before one is a list of columns
  for (const [, name = ''] of plain.matchAll(/([a-z_]\w*)\(/gi)) {
    const callable = [functions, tableFunctions, types].some((words) => words.has(name));
    assert.ok(callable, `${name}( in ${sent}`);
  }
}

/** What a parser that is not ours makes of it: one SELECT without a write, or it cannot tell. */
export function judgeByParser(sent: string, engine: EngineName): 'judged' | 'unknown' {
  const { success, ast } = parse(sent, DIALECTS[engine]);
  if (!success) return 'unknown';
  const statements: unknown[] = Array.isArray(ast) ? ast : [ast];
  assert.equal(statements.length, 1, sent);
  const [kind = ''] = Object.keys(statements[0] as object);
  assert.match(kind, /^(?:select|union|intersect|except|subquery)$/, sent);
  const tree = JSON.stringify(statements);
  assert.doesNotMatch(tree, WRITES, sent);
  assert.doesNotMatch(tree, /"locks":\[[^\]]/, sent);
  return 'judged';
}
