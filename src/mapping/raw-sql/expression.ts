// All forms of an expression in one place: each is a few lines, and they call one another.
import type { Reader } from './reader.ts';
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
export function expression(reader: Reader): void {
  do operand(reader);
  while (operator(reader));
}

function operator(reader: Reader): boolean {
  const { engine } = reader;
  const symbol = reader.symbol();
  if (engine.operators.has(symbol)) return reader.accept(symbol);
  const word = reader.word();
  if (WORD_OPERATORS.has(word)) return reader.accept(word);
  if (word === 'ilike' && engine.name === 'postgres') return reader.accept(word);
  if (word === 'not') return AFTER_NOT.some((next) => reader.accept('not', next));
  if (word === 'at') return reader.accept('at', 'time', 'zone');
  return (
    word === 'is' &&
    (reader.accept('is', 'not', 'distinct', 'from') || reader.accept('is', 'distinct', 'from'))
  );
}

function operand(reader: Reader): void {
  while (
    reader.acceptAny('not', '-', '+') ||
    (reader.engine.name !== 'oracle' && reader.accept('~'))
  );
  primary(reader);
  while (suffix(reader));
}

/** What may follow a value without making it another operand. */
function suffix(reader: Reader): boolean {
  const { engine } = reader;
  if (reader.accept('::')) {
    typeName(reader);
    return true;
  }
  if (reader.accept('[')) {
    reader.list(() => expression(reader));
    reader.expect(']');
    return true;
  }
  if (reader.accept('collate')) {
    collation(reader);
    return true;
  }
  if (!reader.ahead('is')) return false;
  for (const word of ['null', 'true', 'false', 'unknown']) {
    if (word !== 'null' && engine.name !== 'postgres') continue;
    if (reader.accept('is', word) || reader.accept('is', 'not', word)) return true;
  }
  return false;
}

function collation(reader: Reader): void {
  const token = reader.peek();
  if (reader.engine.name === 'postgres') {
    reader.name('the name of a collation');
  } else if (token.kind === 'word' && /^[a-z0-9]+(?:_[a-z0-9]+)*$/i.test(token.value)) {
    // these two take no quotes around it
    if (!token.value.includes('_')) reader.refuseHere();
    reader.emit(reader.take().sql);
  } else {
    reader.refuseHere();
  }
}

function primary(reader: Reader): void {
  const token = reader.peek();
  switch (token.kind) {
    case 'text':
    case 'number':
      return reader.literal(token.kind);
    case 'parameter':
      reader.take();
      reader.pieces.push({ kind: 'parameter', name: token.value });
      return;
    case 'name':
      return column(reader);
    case 'symbol':
      return token.value === '(' ? bracketed(reader) : reader.refuseHere();
    case 'end':
      return reader.refuse('it ends too early');
    case 'word':
      return wordy(reader, token);
  }
}

function bracketed(reader: Reader): void {
  reader.inBrackets(() => {
    if (reader.ahead('select')) reader.subquery(reader);
    else reader.list(() => expression(reader));
  });
}

function wordy(reader: Reader, token: Token): void {
  const { engine } = reader;
  const word = reader.word();
  if (word === 'case') return caseOf(reader);
  if (reader.accept('exists')) return reader.inBrackets(() => reader.subquery(reader));
  if (['any', 'some', 'all'].includes(word) && reader.symbol(1) === '(') {
    reader.accept(word);
    return bracketed(reader);
  }
  if (word === 'array' && reader.symbol(1) === '[') {
    reader.accept('array', '[');
    reader.list(() => expression(reader));
    return reader.expect(']');
  }
  if (engine.typedTexts.has(word) && reader.peek(1).kind === 'text') return typedText(reader, word);
  if (reader.symbol(1) === '(' && !isOuterMark(reader, 1)) {
    return engine.functions.has(word) ? call(reader, word) : reader.refuseCall(token);
  }
  if (engine.values.has(word) && reader.symbol(1) !== '.') {
    reader.accept(word);
    return;
  }
  column(reader);
}

function caseOf(reader: Reader): void {
  reader.expect('case');
  if (!reader.ahead('when')) expression(reader);
  do {
    reader.expect('when');
    expression(reader);
    reader.expect('then');
    expression(reader);
  } while (reader.ahead('when'));
  if (reader.accept('else')) expression(reader);
  reader.expect('end');
}

/** `date '2026-01-01'`; Oracle's intervals name their unit behind it. */
function typedText(reader: Reader, word: string): void {
  reader.accept(word);
  reader.literal('text');
  if (word !== 'interval' || reader.engine.name !== 'oracle') return;
  datePart(reader);
  if (reader.accept('to')) datePart(reader);
}

function datePart(reader: Reader): void {
  const word = reader.word();
  if (!reader.engine.dateParts.has(word)) reader.refuse('a part of a date is missing');
  reader.accept(word);
}

function call(reader: Reader, name: string): void {
  const { engine } = reader;
  reader.take();
  functionName(reader, name);
  reader.inBrackets(() => {
    if (name === 'cast' || name === 'try_cast') {
      expression(reader);
      reader.expect('as');
      typeName(reader);
    } else if (name === 'convert' || name === 'try_convert') {
      typeName(reader);
      reader.expect(',');
      reader.list(() => expression(reader));
    } else if (name === 'extract') {
      datePart(reader);
      reader.expect('from');
      expression(reader);
    } else if (name === 'trim') {
      trimmed(reader);
    } else {
      if (engine.datePartFunctions.has(name)) {
        datePart(reader);
        reader.expect(',');
      }
      callArguments(reader, name);
    }
  });
  afterCall(reader);
}

/** With the engine's own schema where a function of the same name elsewhere could come first. */
export function functionName(reader: Reader, name: string): void {
  const { functionSchema, syntax } = reader.engine;
  if (functionSchema !== undefined && !syntax.has(name)) {
    reader.emit(functionSchema);
    reader.emit('.');
  }
  reader.emit(name, true);
}

function trimmed(reader: Reader): void {
  const side = reader.acceptAny('leading', 'trailing', 'both');
  if (!side || !reader.ahead('from')) expression(reader);
  if (reader.accept('from')) expression(reader);
  else if (reader.accept(',')) expression(reader);
}

function callArguments(reader: Reader, name: string): void {
  if (reader.symbol() === ')') return;
  if (name.startsWith('count') && reader.accept('*')) return;
  if (!reader.accept('distinct')) reader.accept('all');
  reader.list(() => expression(reader));
  if (reader.ahead('order', 'by')) orderBy(reader);
}

function afterCall(reader: Reader): void {
  if (reader.accept('within', 'group')) reader.inBrackets(() => orderBy(reader));
  if (reader.engine.name === 'postgres' && reader.accept('filter')) {
    reader.inBrackets(() => {
      reader.expect('where');
      expression(reader);
    });
  }
  if (reader.engine.name === 'oracle' && reader.accept('keep')) {
    reader.inBrackets(() => {
      reader.expect('dense_rank');
      if (!reader.accept('first')) reader.expect('last');
      orderBy(reader);
    });
  }
  if (!reader.accept('ignore', 'nulls')) reader.accept('respect', 'nulls');
  if (reader.word() === 'over' && reader.accept('over')) reader.inBrackets(() => window(reader));
}

function window(reader: Reader): void {
  if (reader.accept('partition', 'by')) reader.list(() => expression(reader));
  if (reader.ahead('order', 'by')) orderBy(reader);
  if (!reader.acceptAny('rows', 'range')) return;
  if (!reader.accept('between')) return bound(reader);
  bound(reader);
  reader.expect('and');
  bound(reader);
}

function bound(reader: Reader): void {
  if (reader.accept('current', 'row')) return;
  if (!reader.accept('unbounded')) operand(reader);
  if (!reader.accept('preceding')) reader.expect('following');
}

export function orderBy(reader: Reader, item = (): void => expression(reader)): void {
  reader.expect('order', 'by');
  reader.list(() => {
    item();
    if (!reader.accept('asc')) reader.accept('desc');
    if (reader.engine.name !== 'mssql' && reader.accept('nulls')) {
      if (!reader.accept('first')) reader.expect('last');
    }
  });
}

/** A type of the engine's list, with its size. */
function typeName(reader: Reader): void {
  const { engine } = reader;
  const word = reader.word();
  if (!engine.types.has(word)) {
    reader.refuse(
      `${reader.peek().value || 'what stands for a type'} is not a type that is allowed`,
      'docs/overrides.md lists them',
    );
  }
  reader.take();
  reader.emit(word, true);
  reader.accept('precision');
  reader.accept('varying');
  if (reader.symbol() === '(') {
    reader.inBrackets(() => {
      if (!reader.accept('max')) reader.list(() => reader.literal('number'));
      if (!reader.accept('char')) reader.accept('byte');
    });
  }
  if (!reader.accept('with', 'time', 'zone') && !reader.accept('without', 'time', 'zone')) {
    reader.accept('with', 'local', 'time', 'zone');
  }
  if (engine.name === 'postgres' && reader.symbol() === '[' && reader.symbol(1) === ']') {
    reader.accept('[', ']');
  }
}

/** Oracle's old sign of an outer join. */
function isOuterMark(reader: Reader, ahead: number): boolean {
  return (
    reader.engine.has.has('outer mark') &&
    ['(', '+', ')'].every((symbol, index) => reader.symbol(ahead + index) === symbol)
  );
}

/** A column: alone, or with what qualifies it. */
function column(reader: Reader): void {
  const first = reader.peek();
  const parts = [nameOfColumn(reader)];
  while (reader.symbol() === '.') {
    reader.take();
    parts.push(nameOfColumn(reader));
  }
  if (reader.symbol() === '(' && !isOuterMark(reader, 0)) {
    const called = parts.map((part) => part.value).join('.');
    reader.refuse(
      parts.length > 1 || first.kind === 'word'
        ? `${called} is called: functions of schemas, packages and columns are not allowed`
        : `"${called}" is called: a function's name stands without quotes`,
      'docs/overrides.md lists the functions that are allowed',
    );
  }
  writeColumn(reader, parts, first.at);
  if (isOuterMark(reader, 0)) reader.accept('(', '+', ')');
}

function nameOfColumn(reader: Reader): Token {
  if (!reader.isName()) reader.refuseHere();
  const token = reader.take();
  if (PROCEDURES.test(token.value)) reader.refuseCall(token);
  return token;
}

function writeColumn(reader: Reader, parts: readonly Token[], at: number): void {
  const { engine } = reader;
  const [alias, name] = parts;
  if (alias && name && parts.length === 2 && reader.scope.has(alias.value)) {
    reader.pieces.push({ kind: 'column', alias: alias.value, column: name.value });
    return;
  }
  const kept = parts.map((part) => (part.kind === 'word' ? engine.fold(part.value) : part.value));
  if (engine.qualifiedOnly && parts.length !== 2) {
    reader.refuse(
      `${kept.join('.')} is not alias.COLUMN`,
      'Oracle takes a bare name for a function when no column is called so: write the alias before it',
    );
  }
  if (parts.length > 3) reader.refuse(`${kept.join('.')} has too many parts`);
  if (parts.length === 2) reader.qualifiers.push({ name: kept[0] ?? '', at });
  for (const [index, part] of kept.entries()) {
    if (index > 0) reader.emit('.');
    reader.emit(quoted(part));
  }
}
