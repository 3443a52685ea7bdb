import type { DuckDBResult, DuckDBType, Json } from '@duckdb/node-api';
import { stringify } from 'csv-stringify/sync';

export interface Answer {
  /** Each is different: a second one of a name has a number behind it. */
  readonly columns: readonly string[];
  readonly batches: AsyncIterable<readonly AnswerRow[]>;
}

export type AnswerRow = readonly Json[];

export function readAnswer(result: DuckDBResult): Answer {
  const types = result.columnTypes();
  const columns = result.deduplicatedColumnNames();
  return { columns, batches: batchesOf(result, types) };
}

async function* batchesOf(
  result: DuckDBResult,
  types: readonly DuckDBType[],
): AsyncGenerator<readonly AnswerRow[]> {
  for await (const rows of result.yieldRowsJson()) {
    yield rows.map((row) => row.map((cell, column) => plain(cell, types[column])));
  }
}

const WHOLE = /^(?:U?BIGINT|U?HUGEINT)$/;

/** A whole number stays one as long as no digit is lost; a moment is written as in a bundle. */
function plain(cell: Json, type: DuckDBType | undefined): Json {
  if (typeof cell !== 'string') return cell;
  const name = type?.toString() ?? '';
  if (WHOLE.test(name) && Number.isSafeInteger(Number(cell))) return Number(cell);
  return name === 'TIMESTAMP' ? cell.replace(' ', 'T') : cell;
}

/** A cell as a line of text shows it; what is nested as JSON. */
export function cellText(cell: Json): string {
  if (cell === null) return '';
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell);
}

/** The answer as a CSV file like those of a bundle, in parts. */
export async function* toCsv({ columns, batches }: Answer): AsyncGenerator<string> {
  yield stringify([[...columns]], { record_delimiter: 'windows' });
  for await (const rows of batches) {
    const cells = rows.map((row) => row.map(cellText));
    yield stringify(cells, { record_delimiter: 'windows' });
  }
}

/** The answer as an array of objects, one a line, in parts that end with a line. */
export async function* toJson({ columns, batches }: Answer): AsyncGenerator<string> {
  yield '[\n';
  let held: string | undefined;
  for await (const rows of batches) {
    for (const row of rows) {
      if (held !== undefined) yield `${held},\n`;
      const named = columns.map((name, column) => [name, row[column] ?? null] as const);
      held = JSON.stringify(Object.fromEntries(named));
    }
  }
  yield held === undefined ? ']\n' : `${held}\n]\n`;
}
