import type { Cursor } from './cursor.ts';
import { expression, functionName, orderBy } from './expression.ts';
import type { Piece, TableExpression } from './piece.ts';
import { Refusal } from './token.ts';

/** A whole SELECT, its table expressions apart: SQL Server takes them at the head only. */
export interface Statement {
  readonly expressions: readonly TableExpression[];
  readonly pieces: readonly Piece[];
  /** Names of the columns as the engine keeps them; undefined for one without a name. */
  readonly columns: readonly (string | undefined)[];
}

export function statement(cursor: Cursor): Statement {
  const expressions: TableExpression[] = [];
  if (cursor.accept('with')) {
    do expressions.push(tableExpression(cursor));
    while (cursor.accept(','));
  }
  if (!cursor.ahead('select')) cursor.refuse('it does not begin with select');
  cursor.pieces = [];
  const columns = body(cursor);
  return { expressions, pieces: cursor.pieces, columns };
}

function tableExpression(cursor: Cursor): TableExpression {
  const { at } = cursor.peek();
  const name = cursor.takeName('the name of a table expression');
  cursor.declare(name, at);
  if (cursor.symbol() === '(') {
    cursor.refuse('a table expression takes no list of columns', 'name the columns in its SELECT');
  }
  cursor.expect('as', '(');
  cursor.pieces = [];
  query(cursor);
  const { pieces } = cursor;
  cursor.close();
  return { name, pieces: pieces.slice(0, -1) };
}

/** A SELECT in brackets. */
export function query(cursor: Cursor): void {
  if (!cursor.ahead('select')) cursor.refuseHere();
  body(cursor);
}

type Columns = readonly (string | undefined)[];

function body(cursor: Cursor): Columns {
  const columns = branch(cursor);
  while (setOperator(cursor)) branch(cursor);
  if (cursor.ahead('order', 'by')) orderBy(cursor, () => orderItem(cursor, columns));
  limits(cursor);
  return columns;
}

function branch(cursor: Cursor): Columns {
  if (cursor.symbol() !== '(') return core(cursor);
  let columns: Columns = [];
  cursor.inBrackets(() => {
    columns = body(cursor);
  });
  return columns;
}

function setOperator(cursor: Cursor): boolean {
  if (
    !cursor.acceptAny('union', 'intersect', cursor.engine.name === 'oracle' ? 'minus' : 'except')
  ) {
    return false;
  }
  cursor.accept('all');
  return true;
}

function core(cursor: Cursor): Columns {
  const { has } = cursor.engine;
  cursor.expect('select');
  if (cursor.accept('distinct')) {
    if (has.has('distinct on') && cursor.accept('on')) {
      cursor.inBrackets(() => cursor.list(() => expression(cursor)));
    }
  } else {
    cursor.accept('all');
  }
  if (has.has('top') && cursor.ahead('top')) top(cursor);
  const columns: (string | undefined)[] = [];
  cursor.list(() => columns.push(item(cursor)));
  if (cursor.accept('from')) cursor.list(() => source(cursor));
  if (cursor.accept('where')) expression(cursor);
  if (cursor.accept('group', 'by')) cursor.list(() => grouping(cursor));
  if (cursor.accept('having')) expression(cursor);
  return columns;
}

function top(cursor: Cursor): void {
  cursor.expect('top');
  if (cursor.symbol() === '(') cursor.inBrackets(() => expression(cursor));
  else cursor.literal('number');
  cursor.accept('percent');
  cursor.accept('with', 'ties');
}

/** One column of a select list; its name where it has one. */
function item(cursor: Cursor): string | undefined {
  if (cursor.accept('*')) return '*';
  if (cursor.isName() && cursor.symbol(1) === '.' && cursor.symbol(2) === '*') {
    const { at } = cursor.peek();
    const alias = cursor.name('an alias');
    cursor.qualifiers.push({ name: alias, at });
    cursor.expect('.', '*');
    return '*';
  }
  const last = cursor.pieces.length;
  expression(cursor);
  if (cursor.accept('as') || cursor.isName()) return cursor.name('the name of a column');
  return lastName(cursor.pieces.slice(last));
}

/** The name of a column that is nothing but a column. */
function lastName(pieces: readonly Piece[]): string | undefined {
  const piece = pieces.at(-1);
  if (piece?.kind === 'column') return piece.column;
  const plain = pieces.every(
    (one) => one.kind === 'sql' && (one.text === '.' || one.text.startsWith('"')),
  );
  return plain && piece?.kind === 'sql' ? piece.text.slice(1, -1).replaceAll('""', '"') : undefined;
}

/** Oracle's bare names are columns of the select list here, before anything else. */
function orderItem(cursor: Cursor, columns: Columns): void {
  const token = cursor.peek();
  const kept = token.kind === 'word' ? cursor.engine.fold(token.value) : token.value;
  const alone = !['.', '('].includes(cursor.symbol(1));
  if (cursor.engine.qualifiedOnly && cursor.isName() && alone && columns.includes(kept)) {
    cursor.name('the name of a column');
  } else {
    expression(cursor);
  }
}

function grouping(cursor: Cursor): void {
  if (!cursor.accept('grouping', 'sets')) return expression(cursor);
  cursor.inBrackets(() =>
    cursor.list(() => {
      if (cursor.symbol() === '(' && cursor.symbol(1) === ')') cursor.accept('(', ')');
      else expression(cursor);
    }),
  );
}

function limits(cursor: Cursor): void {
  if (cursor.engine.has.has('limit') && cursor.accept('limit')) expression(cursor);
  if (cursor.accept('offset')) {
    expression(cursor);
    if (!cursor.accept('rows')) cursor.accept('row');
  }
  if (!cursor.accept('fetch')) return;
  if (!cursor.accept('first')) cursor.expect('next');
  if (!cursor.ahead('rows') && !cursor.ahead('row')) {
    cursor.literal('number');
    cursor.accept('percent');
  }
  if (!cursor.accept('rows')) cursor.expect('row');
  if (!cursor.accept('only')) cursor.expect('with', 'ties');
}

const JOINS: readonly (readonly string[])[] = [
  ['join'],
  ['inner', 'join'],
  ...['left', 'right', 'full'].flatMap((side) => [
    [side, 'join'],
    [side, 'outer', 'join'],
  ]),
];

function source(cursor: Cursor): void {
  relation(cursor);
  for (;;) {
    if (cursor.accept('cross', 'join')) {
      relation(cursor);
    } else if (cursor.engine.has.has('apply') && applies(cursor)) {
      relation(cursor);
    } else if (JOINS.some((join) => cursor.accept(...join))) {
      relation(cursor);
      condition(cursor);
    } else {
      return;
    }
  }
}

function applies(cursor: Cursor): boolean {
  return cursor.accept('cross', 'apply') || cursor.accept('outer', 'apply');
}

function condition(cursor: Cursor): void {
  if (cursor.accept('on')) return expression(cursor);
  if (cursor.engine.name === 'mssql' || !cursor.accept('using')) cursor.refuse('on is missing');
  cursor.inBrackets(() => cursor.list(() => void cursor.name('the name of a column')));
}

function relation(cursor: Cursor): void {
  const lateral = cursor.engine.has.has('lateral') && cursor.accept('lateral');
  if (cursor.symbol() === '(') {
    cursor.inBrackets(() => {
      if (cursor.ahead('select')) query(cursor);
      else if (cursor.ahead('values')) values(cursor);
      else source(cursor);
    });
    return alias(cursor);
  }
  const word = cursor.word();
  if (cursor.symbol(1) === '(' && cursor.engine.tableFunctions.has(word)) {
    cursor.take();
    functionName(cursor, word);
    cursor.inBrackets(() => cursor.list(() => expression(cursor)));
    return alias(cursor);
  }
  if (lateral) cursor.refuseHere();
  table(cursor);
}

function values(cursor: Cursor): void {
  if (cursor.engine.name === 'oracle') cursor.refuseHere();
  cursor.expect('values');
  cursor.list(() => cursor.inBrackets(() => cursor.list(() => expression(cursor))));
}

function table(cursor: Cursor): void {
  const { engine } = cursor;
  const first = cursor.peek();
  if (!cursor.isName()) cursor.refuseHere();
  const parts: string[] = [];
  do {
    if (parts.length > 0) cursor.expect('.');
    parts.push(cursor.name('the name of a table'));
  } while (cursor.symbol() === '.');
  if (cursor.symbol() === '(') {
    cursor.refuse(
      `${parts.join('.')} is called where a table stands`,
      'name a table or view; docs/overrides.md lists the functions that may stand there',
    );
  }
  if (parts.length > engine.tableParts) {
    throw new Refusal(
      `${parts.join('.')} has ${parts.length} parts: it would reach another server or database`,
      first.at,
      `a table has at most ${engine.tableParts}`,
    );
  }
  cursor.declare(parts.at(-1) ?? '', first.at);
  alias(cursor);
}

function alias(cursor: Cursor): void {
  const { at } = cursor.peek();
  const named = cursor.engine.name !== 'oracle' && cursor.accept('as');
  if (!named && !cursor.isName()) return;
  cursor.declare(cursor.name('an alias'), at);
  if (cursor.symbol() === '(' && cursor.engine.name !== 'oracle') {
    cursor.inBrackets(() => cursor.list(() => void cursor.name('the name of a column')));
  }
}
