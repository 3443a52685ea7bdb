import type { Staging } from '../bundle/staging.ts';
import type { WrittenFile } from '../bundle/csv-writer.ts';
import type { Plan } from '../mapping/plan.ts';
import { StoppedError } from '../problems/errors.ts';
import type { CompiledQuery } from '../query/compiled.ts';
import type { Site } from '../site/model.ts';
import type { Source } from '../sources/source.ts';
import type { Validation } from '../validate/validation.ts';
import { shapeRows } from './shape-rows.ts';

export interface ExtractOptions {
  readonly plan: Plan;
  readonly query: CompiledQuery | undefined;
  readonly source: Source;
  readonly staging: Staging;
  readonly validation: Validation;
  readonly output: Site['output'];
  /** Stop after so many rows. */
  readonly limit?: number | undefined;
  readonly signal: AbortSignal;
  readonly onRows: (rows: number) => void;
}

/**
 * Streams one object from the database through validation into its file. An object without a query
 * gives a header and no rows. When it fails nothing of it is left, so that it may be read again
 * from its start.
 */
export async function extractObject(options: ExtractOptions): Promise<WrittenFile> {
  const { plan, query, staging, validation, output, signal } = options;
  const columns = plan.fields.map((field) => field.name);
  const checks = validation.object(plan.object, columns);
  for (const { field, type } of plan.asShown ?? []) {
    checks.warn(
      field,
      'unforeseen-type',
      `its column is ${type} in the CMS: as the database shows it`,
    );
  }
  const csv = await staging.csv(plan.object, columns, { bom: output.bom });
  try {
    let rows = 0;
    for await (const batch of query ? limited(readRows(query, options), options.limit) : []) {
      if (signal.aborted) {
        throw new StoppedError({ code: 'stopped', message: 'the run was stopped' });
      }
      checks.rows(batch);
      await csv.writer.write(batch);
      rows += batch.length;
      options.onRows(rows);
    }
    await checks.end();
    return await csv.finish();
  } catch (error) {
    await csv.discard();
    throw error;
  }
}

function readRows(query: CompiledQuery, { source, output, signal }: ExtractOptions) {
  const batches = source.stream(
    {
      name: query.object,
      sql: query.sql,
      parameters: query.parameters,
      columns: query.columns,
    },
    { signal },
  );
  return shapeRows(batches, query.shape, output.date_format);
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
