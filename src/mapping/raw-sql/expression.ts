// All forms of an expression in one place: each is a few lines, and they call one another.
import type { Cursor } from './cursor.ts';
import { PROCEDURES } from './engine.ts';
import { quoted } from './scanner.ts';
import type { Token } from './token.ts';

/** Words between two operands; `between`'s `and` is one of them like any other. */
const WORD_OPERATORS = new Set(['and', 'or', 'like', 'between', 'in', 'escape']);

/** Words that close a SELECT or a list rather than go on with an expression. */
const AFTER_NOT = ['in', 'like', 'between', 'ilike'] as const;

/**
 * Values and conditions alike, without precedence: what matters here is that nothing stands in it
 * that is not known, not what it means.
 */
export function expression(cursor: Cursor): void {
  do operand(cursor);
  while (operator(cursor));
}

function operator(cursor: Cursor): boolean {
  const { engine } = cursor;
  const symbol = cursor.symbol();
  if (engine.operators.has(symbol)) return cursor.accept(symbol);
  const word = cursor.word();
  if (WORD_OPERATORS.has(word)) return cursor.accept(word);
  if (word === 'ilike' && engine.name === 'postgres') return cursor.accept(word);
  if (word === 'not') return AFTER_NOT.some((next) => cursor.accept('not', next));
  if (word === 'at') return cursor.accept('at', 'time', 'zone');
  return (
    word === 'is' &&
    (cursor.accept('is', 'not', 'distinct', 'from') || cursor.accept('is', 'distinct', 'from'))
  );
}

function operand(cursor: Cursor): void {
  while (
    cursor.acceptAny('not', '-', '+') ||
    (cursor.engine.name !== 'oracle' && cursor.accept('~'))
  );
  primary(cursor);
  while (suffix(cursor));
}

/** What may follow a value without making it another operand. */
function suffix(cursor: Cursor): boolean {
  const { engine } = cursor;
  if (cursor.accept('::')) {
    typeName(cursor);
    return true;
  }
  if (cursor.accept('[')) {
    cursor.list(() => expression(cursor));
    cursor.expect(']');
    return true;
  }
  if (cursor.accept('collate')) {
    collation(cursor);
    return true;
  }
  if (!cursor.ahead('is')) return false;
  for (const word of ['null', 'true', 'false', 'unknown']) {
    if (word !== 'null' && engine.name !== 'postgres') continue;
    if (cursor.accept('is', word) || cursor.accept('is', 'not', word)) return true;
  }
  return false;
}

function collation(cursor: Cursor): void {
  const token = cursor.peek();
  if (cursor.engine.name === 'postgres') {
    cursor.name('the name of a collation');
  } else if (token.kind === 'word' && /^[a-z0-9]+(?:_[a-z0-9]+)*$/i.test(token.value)) {
    // these two take no quotes around it
    if (!token.value.includes('_')) cursor.refuseHere();
    cursor.emit(cursor.take().sql);
  } else {
    cursor.refuseHere();
  }
}

function primary(cursor: Cursor): void {
  const token = cursor.peek();
  switch (token.kind) {
    case 'text':
    case 'number':
      return cursor.literal(token.kind);
    case 'parameter':
      cursor.take();
      cursor.pieces.push({ kind: 'parameter', name: token.value });
      return;
    case 'name':
      return column(cursor);
    case 'symbol':
      return token.value === '(' ? bracketed(cursor) : cursor.refuseHere();
    case 'end':
      return cursor.refuse('it ends too early');
    case 'word':
      return wordy(cursor, token);
  }
}

function bracketed(cursor: Cursor): void {
  cursor.inBrackets(() => {
    if (cursor.ahead('select')) cursor.subquery(cursor);
    else cursor.list(() => expression(cursor));
  });
}

function wordy(cursor: Cursor, token: Token): void {
  const { engine } = cursor;
  const word = cursor.word();
  if (word === 'case') return caseOf(cursor);
  if (cursor.accept('exists')) return cursor.inBrackets(() => cursor.subquery(cursor));
  if (['any', 'some', 'all'].includes(word) && cursor.symbol(1) === '(') {
    cursor.accept(word);
    return bracketed(cursor);
  }
  if (word === 'array' && cursor.symbol(1) === '[') {
    cursor.accept('array', '[');
    cursor.list(() => expression(cursor));
    return cursor.expect(']');
  }
  if (engine.typedTexts.has(word) && cursor.peek(1).kind === 'text') return typedText(cursor, word);
  if (cursor.symbol(1) === '(' && !isOuterMark(cursor, 1)) {
    return engine.functions.has(word) ? call(cursor, word) : cursor.refuseCall(token);
  }
  if (engine.values.has(word) && cursor.symbol(1) !== '.') {
    cursor.accept(word);
    return;
  }
  column(cursor);
}

function caseOf(cursor: Cursor): void {
  cursor.expect('case');
  if (!cursor.ahead('when')) expression(cursor);
  do {
    cursor.expect('when');
    expression(cursor);
    cursor.expect('then');
    expression(cursor);
  } while (cursor.ahead('when'));
  if (cursor.accept('else')) expression(cursor);
  cursor.expect('end');
}

/** `date '2026-01-01'`; Oracle's intervals name their unit behind it. */
function typedText(cursor: Cursor, word: string): void {
  cursor.accept(word);
  cursor.literal('text');
  if (word !== 'interval' || cursor.engine.name !== 'oracle') return;
  datePart(cursor);
  if (cursor.accept('to')) datePart(cursor);
}

function datePart(cursor: Cursor): void {
  const word = cursor.word();
  if (!cursor.engine.dateParts.has(word)) cursor.refuse('a part of a date is missing');
  cursor.accept(word);
}

function call(cursor: Cursor, name: string): void {
  const { engine } = cursor;
  cursor.take();
  functionName(cursor, name);
  cursor.inBrackets(() => {
    if (name === 'cast' || name === 'try_cast') {
      expression(cursor);
      cursor.expect('as');
      typeName(cursor);
    } else if (name === 'convert' || name === 'try_convert') {
      typeName(cursor);
      cursor.expect(',');
      cursor.list(() => expression(cursor));
    } else if (name === 'extract') {
      datePart(cursor);
      cursor.expect('from');
      expression(cursor);
    } else if (name === 'trim') {
      trimmed(cursor);
    } else {
      if (engine.datePartFunctions.has(name)) {
        datePart(cursor);
        cursor.expect(',');
      }
      callArguments(cursor, name);
    }
  });
  afterCall(cursor);
}

/** With the engine's own schema where a function of the same name elsewhere could come first. */
export function functionName(cursor: Cursor, name: string): void {
  const { functionSchema, syntax } = cursor.engine;
  if (functionSchema !== undefined && !syntax.has(name)) {
    cursor.emit(functionSchema);
    cursor.emit('.');
  }
  cursor.emit(name, true);
}

function trimmed(cursor: Cursor): void {
  const side = cursor.acceptAny('leading', 'trailing', 'both');
  if (!side || !cursor.ahead('from')) expression(cursor);
  if (cursor.accept('from')) expression(cursor);
  else if (cursor.accept(',')) expression(cursor);
}

function callArguments(cursor: Cursor, name: string): void {
  if (cursor.symbol() === ')') return;
  if (name.startsWith('count') && cursor.accept('*')) return;
  if (!cursor.accept('distinct')) cursor.accept('all');
  cursor.list(() => expression(cursor));
  if (cursor.ahead('order', 'by')) orderBy(cursor);
}

function afterCall(cursor: Cursor): void {
  if (cursor.accept('within', 'group')) cursor.inBrackets(() => orderBy(cursor));
  if (cursor.engine.name === 'postgres' && cursor.accept('filter')) {
    cursor.inBrackets(() => {
      cursor.expect('where');
      expression(cursor);
    });
  }
  if (cursor.engine.name === 'oracle' && cursor.accept('keep')) {
    cursor.inBrackets(() => {
      cursor.expect('dense_rank');
      if (!cursor.accept('first')) cursor.expect('last');
      orderBy(cursor);
    });
  }
  if (!cursor.accept('ignore', 'nulls')) cursor.accept('respect', 'nulls');
  if (cursor.word() === 'over' && cursor.accept('over')) cursor.inBrackets(() => window(cursor));
}

function window(cursor: Cursor): void {
  if (cursor.accept('partition', 'by')) cursor.list(() => expression(cursor));
  if (cursor.ahead('order', 'by')) orderBy(cursor);
  if (!cursor.acceptAny('rows', 'range')) return;
  if (!cursor.accept('between')) return bound(cursor);
  bound(cursor);
  cursor.expect('and');
  bound(cursor);
}

function bound(cursor: Cursor): void {
  if (cursor.accept('current', 'row')) return;
  if (!cursor.accept('unbounded')) operand(cursor);
  if (!cursor.accept('preceding')) cursor.expect('following');
}

export function orderBy(cursor: Cursor, item = (): void => expression(cursor)): void {
  cursor.expect('order', 'by');
  cursor.list(() => {
    item();
    if (!cursor.accept('asc')) cursor.accept('desc');
    if (cursor.engine.name !== 'mssql' && cursor.accept('nulls')) {
      if (!cursor.accept('first')) cursor.expect('last');
    }
  });
}

/** A type of the engine's list, with its size. */
function typeName(cursor: Cursor): void {
  const { engine } = cursor;
  const word = cursor.word();
  if (!engine.types.has(word)) {
    cursor.refuse(
      `${cursor.peek().value || 'what stands for a type'} is not a type that is allowed`,
      'docs/overrides.md lists them',
    );
  }
  cursor.take();
  cursor.emit(word, true);
  cursor.accept('precision');
  cursor.accept('varying');
  if (cursor.symbol() === '(') {
    cursor.inBrackets(() => {
      if (!cursor.accept('max')) cursor.list(() => cursor.literal('number'));
      if (!cursor.accept('char')) cursor.accept('byte');
    });
  }
  if (!cursor.accept('with', 'time', 'zone') && !cursor.accept('without', 'time', 'zone')) {
    cursor.accept('with', 'local', 'time', 'zone');
  }
  if (engine.name === 'postgres' && cursor.symbol() === '[' && cursor.symbol(1) === ']') {
    cursor.accept('[', ']');
  }
}

/** Oracle's old sign of an outer join. */
function isOuterMark(cursor: Cursor, ahead: number): boolean {
  return (
    cursor.engine.has.has('outer mark') &&
    ['(', '+', ')'].every((symbol, index) => cursor.symbol(ahead + index) === symbol)
  );
}

/** A column: alone, or with what qualifies it. */
function column(cursor: Cursor): void {
  const first = cursor.peek();
  const parts = [nameOfColumn(cursor)];
  while (cursor.symbol() === '.') {
    cursor.take();
    parts.push(nameOfColumn(cursor));
  }
  if (cursor.symbol() === '(' && !isOuterMark(cursor, 0)) {
    const called = parts.map((part) => part.value).join('.');
    cursor.refuse(
      parts.length > 1 || first.kind === 'word'
        ? `${called} is called: functions of schemas, packages and columns are not allowed`
        : `"${called}" is called: a function's name stands without quotes`,
      'docs/overrides.md lists the functions that are allowed',
    );
  }
  writeColumn(cursor, parts, first.at);
  if (isOuterMark(cursor, 0)) cursor.accept('(', '+', ')');
}

function nameOfColumn(cursor: Cursor): Token {
  if (!cursor.isName()) cursor.refuseHere();
  const token = cursor.take();
  if (PROCEDURES.test(token.value)) cursor.refuseCall(token);
  return token;
}

function writeColumn(cursor: Cursor, parts: readonly Token[], at: number): void {
  const { engine } = cursor;
  const [alias, name] = parts;
  if (alias && name && parts.length === 2 && cursor.scope.has(alias.value)) {
    cursor.pieces.push({ kind: 'column', alias: alias.value, column: name.value });
    return;
  }
  const kept = parts.map((part) => (part.kind === 'word' ? engine.fold(part.value) : part.value));
  if (engine.qualifiedOnly && parts.length !== 2) {
    cursor.refuse(
      `${kept.join('.')} is not alias.COLUMN`,
      'Oracle takes a bare name for a function when no column is called so: write the alias before it',
    );
  }
  if (parts.length > 3) cursor.refuse(`${kept.join('.')} has too many parts`);
  if (parts.length === 2) cursor.qualifiers.push({ name: kept[0] ?? '', at });
  for (const [index, part] of kept.entries()) {
    if (index > 0) cursor.emit('.');
    cursor.emit(quoted(part));
  }
}
