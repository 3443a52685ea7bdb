import { didYouMean } from '../problems/suggest.ts';
import { column, constant } from './construct.ts';
import { type Cursor, everyOne } from './cursor.ts';
import type { SqlPart } from './language.ts';
import { listNamed } from './named-parameters.ts';
import { ALLOWED, type SqlForm, checkSql } from './raw-sql/check.ts';
import type { EngineName } from './raw-sql/engine.ts';
import { type NamedPiece, type Piece, spell } from './raw-sql/piece.ts';
import { quoted } from './raw-sql/scanner.ts';
import type { Statement } from './raw-sql/select.ts';

/** SQL of a site, checked and written anew. */
export interface RawSql {
  readonly sql: readonly SqlPart[];
  /** Table expressions before it, by name. */
  readonly expressions: ReadonlyMap<string, readonly SqlPart[]>;
  /** Names of a SELECT's columns, as the engine keeps them. */
  readonly columns: readonly (string | undefined)[];
}

const ENGINES = Object.keys(ALLOWED);

/**
 * Parses `{mssql: text, oracle: text}`: all texts are checked, the one for the site's engine is
 * used. `alias.COLUMN` of the mapping becomes that column, quoted as each engine wants it, and
 * `$name` a bound parameter; everything else is sent as the check has understood it.
 */
export function parseRawSql(node: Cursor, form: SqlForm, engine: string): RawSql | undefined {
  if (!node.isFilledMap) {
    return node.fail(
      'bad-sql',
      'sql is a map of engine to text: {mssql: …}',
      `engines: ${ENGINES.join(', ')}`,
    );
  }
  const texts = new Map(node.entries().map(([name, text]) => [name, checkText(text, name, form)]));
  if ([...texts.values()].includes(undefined)) return undefined;
  const found = texts.get(engine);
  if (!found) {
    return node.fail(
      'bad-sql',
      `there is no SQL for the engine ${engine}, which this site has`,
      `add ${engine}: beside ${node.keys().join(', ')}`,
    );
  }
  const written = node.at(engine);
  const sql = partsOf(written, found.pieces);
  const expressions = everyOne(
    found.expressions.map(({ name, pieces }) => {
      const parts = partsOf(written, pieces);
      return parts && ([name, parts] as const);
    }),
  );
  return sql && expressions
    ? { sql, expressions: new Map(expressions), columns: found.columns }
    : undefined;
}

/** Reports what is wrong with the text for one engine. */
function checkText(node: Cursor, engine: string, form: SqlForm): Statement | undefined {
  if (!isEngine(engine)) {
    return node.fail('bad-sql', `there is no engine "${engine}"`, didYouMean(engine, ENGINES));
  }
  if (typeof node.raw !== 'string') return node.fail('bad-sql', 'SQL is a text');
  const scope = form === 'value' ? node.scope.keys() : [];
  const checked = checkSql(node.raw, form, engine, new Set(scope));
  if ('statement' in checked) return checked.statement;
  const { message, place, hint } = checked.fault;
  return node.fail(
    'bad-sql',
    `not ${form === 'select' ? 'one SELECT' : 'one value'}: ${message} (${place} of the text)`,
    hint ?? 'docs/overrides.md lists what SQL may use',
  );
}

function isEngine(name: string): name is EngineName {
  return ENGINES.includes(name);
}

function partsOf(node: Cursor, pieces: readonly Piece[]): readonly SqlPart[] | undefined {
  return everyOne(
    spell(pieces).map((piece) => (typeof piece === 'string' ? piece : partOf(node, piece))),
  );
}

function partOf(node: Cursor, piece: NamedPiece): SqlPart | undefined {
  if (piece.kind === 'parameter') return parseName(node.reading(`$${piece.name}`));
  const { alias, column: name } = piece;
  const relation = node.scope.get(alias);
  const type = relation?.columns.get(name);
  // a column that the catalogue does not know is the authority's own
  return relation && type
    ? column(alias, name, relation.name, type)
    : `${quoted(alias)}.${quoted(name)}`;
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
