import type { StagedFile, Staging } from '../bundle/staging.ts';
import type { Plan } from '../mapping/plan.ts';
import type { Protection } from '../prepare/protection.ts';
import { StoppedError } from '../problems/errors.ts';
import type { CompiledQuery } from '../query/compiled.ts';
import type { FigureBook } from '../report/figure-book.ts';
import type { Site } from '../site/model.ts';
import type { Source } from '../sources/source.ts';
import type { Validation } from '../validate/validation.ts';
import { beginChecks } from './begin-checks.ts';
import { CellLimit } from './cell-limit.ts';
import { type ShapedRow, shapeRows } from './shape-rows.ts';

export interface ExtractOptions {
  readonly plan: Plan;
  readonly query: CompiledQuery | undefined;
  readonly source: Source;
  readonly staging: Staging;
  readonly validation: Validation;
  readonly protection?: Protection | undefined;
  readonly figures?: FigureBook | undefined;
  readonly output: Site['output'];
  /** Stop after so many rows. */
  readonly limit?: number | undefined;
  readonly signal: AbortSignal;
  readonly onRows: (rows: number) => void;
}

export interface ExtractedFile extends StagedFile {
  /** Characters that no tool can read, of which the file is free. */
  readonly controlCharactersRemoved: number;
}

/**
 * Streams one object from the database through validation into its file, pseudonymised where the
 * site asks for it: what is checked is what the CMS holds. An object without a query gives a header
 * and no rows. When it fails nothing of it is left, so that it may be read again
 * from its start.
 */
export async function extractObject(options: ExtractOptions): Promise<ExtractedFile> {
  const { plan, query, staging, validation, protection, output, signal } = options;
  const columns = plan.fields.map((field) => field.name);
  const checks = beginChecks(validation, plan, columns);
  const figures = options.figures?.begin(plan.object, columns);
  const leaving = protection?.changeFor(plan.object, columns);
  const csv = await staging.csv(plan.object, columns, { bom: output.bom });
  try {
    let rows = 0;
    let removed = 0;
    for await (const shaped of query ? limited(readRows(query, options), options.limit) : []) {
      if (signal.aborted) {
        throw new StoppedError({ code: 'stopped', message: 'the run was stopped' });
      }
      const batch = shaped.map(({ cells }) => cells);
      removed += shaped.reduce((sum, row) => sum + row.removed, 0);
      checks.rows(batch);
      figures?.rows(batch);
      await csv.writer.write(leaving ? batch.map(leaving) : batch);
      rows += batch.length;
      options.onRows(rows);
    }
    await checks.end();
    return { ...(await csv.finish()), controlCharactersRemoved: removed };
  } catch (error) {
    await csv.discard();
    throw error;
  }
}

function readRows(
  query: CompiledQuery,
  { plan, source, output, signal }: ExtractOptions,
): AsyncGenerator<readonly ShapedRow[]> {
  const batches = source.stream(
    {
      name: query.object,
      sql: query.sql,
      parameters: query.parameters,
      columns: query.columns,
    },
    { signal },
  );
  const limit = new CellLimit({
    object: plan.object,
    fields: plan.fields.map((field) => field.name),
    most: output.max_cell,
  });
  return shapeRows(batches, { shape: query.shape, dateFormat: output.date_format, limit });
}

async function* limited<T>(
  batches: AsyncIterable<readonly T[]>,
  limit: number | undefined,
): AsyncGenerator<readonly T[]> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const batch of batches) {
    yield batch.length <= left ? batch : batch.slice(0, left);
    left -= batch.length;
    if (left <= 0) return;
  }
}
