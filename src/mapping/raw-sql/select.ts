import type { Reader } from './reader.ts';
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

export function statement(reader: Reader): Statement {
  const expressions: TableExpression[] = [];
  if (reader.accept('with')) {
    do expressions.push(tableExpression(reader));
    while (reader.accept(','));
  }
  if (!reader.ahead('select')) reader.refuse('it does not begin with select');
  reader.pieces = [];
  const columns = body(reader);
  return { expressions, pieces: reader.pieces, columns };
}

function tableExpression(reader: Reader): TableExpression {
  const { at } = reader.peek();
  const name = reader.takeName('the name of a table expression');
  reader.declare(name, at);
  if (reader.symbol() === '(') {
    reader.refuse('a table expression takes no list of columns', 'name the columns in its SELECT');
  }
  reader.expect('as', '(');
  reader.pieces = [];
  query(reader);
  const { pieces } = reader;
  reader.close();
  return { name, pieces: pieces.slice(0, -1) };
}

/** A SELECT in brackets. */
export function query(reader: Reader): void {
  if (!reader.ahead('select')) reader.refuseHere();
  body(reader);
}

type Columns = readonly (string | undefined)[];

function body(reader: Reader): Columns {
  const columns = branch(reader);
  while (setOperator(reader)) branch(reader);
  if (reader.ahead('order', 'by')) orderBy(reader, () => orderItem(reader, columns));
  limits(reader);
  return columns;
}

function branch(reader: Reader): Columns {
  if (reader.symbol() !== '(') return core(reader);
  let columns: Columns = [];
  reader.inBrackets(() => {
    columns = body(reader);
  });
  return columns;
}

function setOperator(reader: Reader): boolean {
  if (
    !reader.acceptAny('union', 'intersect', reader.engine.name === 'oracle' ? 'minus' : 'except')
  ) {
    return false;
  }
  reader.accept('all');
  return true;
}

function core(reader: Reader): Columns {
  const { has } = reader.engine;
  reader.expect('select');
  if (reader.accept('distinct')) {
    if (has.has('distinct on') && reader.accept('on')) {
      reader.inBrackets(() => reader.list(() => expression(reader)));
    }
  } else {
    reader.accept('all');
  }
  if (has.has('top') && reader.ahead('top')) top(reader);
  const columns: (string | undefined)[] = [];
  reader.list(() => columns.push(item(reader)));
  if (reader.accept('from')) reader.list(() => source(reader));
  if (reader.accept('where')) expression(reader);
  if (reader.accept('group', 'by')) reader.list(() => grouping(reader));
  if (reader.accept('having')) expression(reader);
  return columns;
}

function top(reader: Reader): void {
  reader.expect('top');
  if (reader.symbol() === '(') reader.inBrackets(() => expression(reader));
  else reader.literal('number');
  reader.accept('percent');
  reader.accept('with', 'ties');
}

/** One column of a select list; its name where it has one. */
function item(reader: Reader): string | undefined {
  if (reader.accept('*')) return '*';
  if (reader.isName() && reader.symbol(1) === '.' && reader.symbol(2) === '*') {
    const { at } = reader.peek();
    const alias = reader.name('an alias');
    reader.qualifiers.push({ name: alias, at });
    reader.expect('.', '*');
    return '*';
  }
  const last = reader.pieces.length;
  expression(reader);
  if (reader.accept('as') || reader.isName()) return reader.name('the name of a column');
  return lastName(reader.pieces.slice(last));
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
function orderItem(reader: Reader, columns: Columns): void {
  const token = reader.peek();
  const kept = token.kind === 'word' ? reader.engine.fold(token.value) : token.value;
  const alone = !['.', '('].includes(reader.symbol(1));
  if (reader.engine.qualifiedOnly && reader.isName() && alone && columns.includes(kept)) {
    reader.name('the name of a column');
  } else {
    expression(reader);
  }
}

function grouping(reader: Reader): void {
  if (!reader.accept('grouping', 'sets')) return expression(reader);
  reader.inBrackets(() =>
    reader.list(() => {
      if (reader.symbol() === '(' && reader.symbol(1) === ')') reader.accept('(', ')');
      else expression(reader);
    }),
  );
}

function limits(reader: Reader): void {
  if (reader.engine.has.has('limit') && reader.accept('limit')) expression(reader);
  if (reader.accept('offset')) {
    expression(reader);
    if (!reader.accept('rows')) reader.accept('row');
  }
  if (!reader.accept('fetch')) return;
  if (!reader.accept('first')) reader.expect('next');
  if (!reader.ahead('rows') && !reader.ahead('row')) {
    reader.literal('number');
    reader.accept('percent');
  }
  if (!reader.accept('rows')) reader.expect('row');
  if (!reader.accept('only')) reader.expect('with', 'ties');
}

const JOINS: readonly (readonly string[])[] = [
  ['join'],
  ['inner', 'join'],
  ...['left', 'right', 'full'].flatMap((side) => [
    [side, 'join'],
    [side, 'outer', 'join'],
  ]),
];

function source(reader: Reader): void {
  relation(reader);
  for (;;) {
    if (reader.accept('cross', 'join')) {
      relation(reader);
    } else if (reader.engine.has.has('apply') && applies(reader)) {
      relation(reader);
    } else if (JOINS.some((join) => reader.accept(...join))) {
      relation(reader);
      condition(reader);
    } else {
      return;
    }
  }
}

function applies(reader: Reader): boolean {
  return reader.accept('cross', 'apply') || reader.accept('outer', 'apply');
}

function condition(reader: Reader): void {
  if (reader.accept('on')) return expression(reader);
  if (reader.engine.name === 'mssql' || !reader.accept('using')) reader.refuse('on is missing');
  reader.inBrackets(() => reader.list(() => void reader.name('the name of a column')));
}

function relation(reader: Reader): void {
  const lateral = reader.engine.has.has('lateral') && reader.accept('lateral');
  if (reader.symbol() === '(') {
    reader.inBrackets(() => {
      if (reader.ahead('select')) query(reader);
      else if (reader.ahead('values')) values(reader);
      else source(reader);
    });
    return alias(reader);
  }
  const word = reader.word();
  if (reader.symbol(1) === '(' && reader.engine.tableFunctions.has(word)) {
    reader.take();
    functionName(reader, word);
    reader.inBrackets(() => reader.list(() => expression(reader)));
    return alias(reader);
  }
  if (lateral) reader.refuseHere();
  table(reader);
}

function values(reader: Reader): void {
  if (reader.engine.name === 'oracle') reader.refuseHere();
  reader.expect('values');
  reader.list(() => reader.inBrackets(() => reader.list(() => expression(reader))));
}

function table(reader: Reader): void {
  const { engine } = reader;
  const first = reader.peek();
  if (!reader.isName()) reader.refuseHere();
  const parts: string[] = [];
  do {
    if (parts.length > 0) reader.expect('.');
    parts.push(reader.name('the name of a table'));
  } while (reader.symbol() === '.');
  if (reader.symbol() === '(') {
    reader.refuse(
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
  reader.declare(parts.at(-1) ?? '', first.at);
  alias(reader);
}

function alias(reader: Reader): void {
  const { at } = reader.peek();
  const named = reader.engine.name !== 'oracle' && reader.accept('as');
  if (!named && !reader.isName()) return;
  reader.declare(reader.name('an alias'), at);
  if (reader.symbol() === '(' && reader.engine.name !== 'oracle') {
    reader.inBrackets(() => reader.list(() => void reader.name('the name of a column')));
  }
}
