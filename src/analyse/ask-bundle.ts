import type { DuckDBConnection, DuckDBPreparedStatement } from '@duckdb/node-api';
import { ConfigError } from '../problems/errors.ts';
import { inScope } from '../run/scope.ts';
import { type Answer, readAnswer } from './answer.ts';
import { addComments, addDescriptions } from './describe-tables.ts';
import { engineFault } from './engine-fault.ts';
import { literal, startEngine } from './engine.ts';
import { mountBundle, readBundle } from './open-bundle.ts';

export interface Question {
  readonly bundle: string;
  /** One SELECT over the tables of the bundle. */
  readonly sql: string;
  readonly memory?: string | undefined;
  readonly signal: AbortSignal;
  /** Told what is being done, for a person who waits. */
  readonly onStep?: ((what: string) => void) | undefined;
}

/**
 * Asks a bundle, and has the answer taken while it streams.
 * @throws ConfigError for what is no bundle, and for SQL that is wrong or is more than one SELECT
 */
export async function askBundle<T>(
  question: Question,
  take: (answer: Answer) => Promise<T>,
): Promise<T> {
  return withBundle(question, [], async (connection) => {
    const statement = await prepareQuestion(connection, question.sql);
    return take(readAnswer(await statement.stream()));
  });
}

/** As `askBundle`; the answer becomes a Parquet file. Gives its rows. */
export async function askIntoParquet(question: Question, file: string): Promise<number> {
  return withBundle(question, [file], async (connection) => {
    await prepareQuestion(connection, question.sql);
    const select = question.sql.replace(/[\s;]+$/, '');
    // the line break ends a comment that the text may end with
    const result = await connection.run(
      `COPY (${select}\n) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`,
    );
    return Number(result.rowsChanged);
  });
}

async function withBundle<T>(
  { bundle: dir, memory, signal, onStep }: Question,
  writable: readonly string[],
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const bundle = await readBundle(dir, onStep);
  return inScope(async (scope) => {
    const engine = await startEngine({ memory, signal });
    scope.onEnd(engine.close);
    const { connection } = engine;
    try {
      onStep?.('opening the tables');
      await mountBundle(connection, bundle);
      await addDescriptions(connection, bundle);
      await addComments(connection, bundle, 'VIEW');
      await engine.lock([...bundle.tables.map(({ file }) => file), ...writable]);
      onStep?.('asking');
      return await work(connection);
    } catch (error) {
      throw engineFault(error, { asking: true });
    }
  });
}

/**
 * The last of what DuckDB is locked against: the files of the bundle are open to it, and only a
 * SELECT is sure not to write to them.
 */
async function prepareQuestion(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  const { StatementType } = await import('@duckdb/node-api');
  const statements = await connection.extractStatements(sql).catch((error: unknown) => {
    throw isOfNothing(error) ? notOneSelect() : error;
  });
  if (statements.count !== 1) throw notOneSelect();
  const statement = await statements.prepare(0);
  if (statement.statementType !== StatementType.SELECT) throw notOneSelect();
  if (await turnsOnLog(connection, sql)) throw logsElsewhere();
  return statement;
}

interface PlanNode {
  readonly name: string;
  readonly children: readonly PlanNode[];
}

/**
 * A SELECT can turn on DuckDB's log. Locked, DuckDB refuses the log's file, but when it closes it
 * tries once more and takes the whole process with it. The plan shows it, which is not run yet: a
 * text may put the name together, for `query()` to run.
 */
async function turnsOnLog(connection: DuckDBConnection, sql: string): Promise<boolean> {
  const plan = await connection.runAndReadAll(`EXPLAIN (FORMAT json) ${sql}`);
  const has = ({ name, children }: PlanNode): boolean =>
    name.toUpperCase() === 'ENABLE_LOGGING' || children.some(has);
  return plan
    .getRows()
    .some(([, text]) => (JSON.parse(String(text)) as readonly PlanNode[]).some(has));
}

function logsElsewhere(): ConfigError {
  return new ConfigError({
    code: 'query-outside',
    message: 'the query wants more than this bundle: enable_logging writes a log',
    hint: 'a query reads the tables of the bundle, and nothing else',
  });
}

/** How the binding says that a text holds no statement: it is empty, or a comment. */
function isOfNothing(error: unknown): boolean {
  return error instanceof Error && error.message === 'Error in native callback';
}

function notOneSelect(): ConfigError {
  return new ConfigError({
    code: 'query-not-select',
    message: 'a query is one SELECT (or WITH, FROM, VALUES, DESCRIBE, SUMMARIZE); this is none',
    hint: 'what changes tables is for a database of your own: ssd-extract open BUNDLE --out FILE.duckdb',
  });
}
