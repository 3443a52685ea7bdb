// A row's way to its cell, in the order to read it: extract-all (every object, a few at a time) →
// extract-object (one object into its file) → read-object (rows to checked bytes, here or in a
// thread) → row-shaper (result rows to rows of the file) → cell-maker, cell-format and json-cell
// (one value to one cell). restart.ts is the way round for what may pass.
import type { ManifestFile } from '../bundle/manifest.ts';
import type { Plan } from '../mapping/plan.ts';
import { dialectOf } from '../prepare/open-source.ts';
import { compileFor, placeOf } from '../prepare/prepare.ts';
import type { CompiledQuery } from '../query/compiled.ts';
import type { Validation } from '../validate/validation.ts';
import { present } from '../yaml/present.ts';
import { type Progress, since } from './progress.ts';
import type { CurrentRun } from './current-run.ts';
import { type ReadRows, extractObject } from './extract-object.ts';
import { pausesOf, withRestarts } from './restart.ts';
import { reuseObject } from './reuse-object.ts';

/**
 * Extracts every chosen object, as many at a time as there are readers, each begun in the order of
 * the spec. The first failure stops the others, and is thrown when they have stopped.
 */
export async function extractAll(
  run: CurrentRun,
  readers: readonly ReadRows[],
  validation: Validation,
): Promise<readonly ManifestFile[]> {
  const { plans, request } = run;
  const failed = new AbortController();
  const signal = AbortSignal.any([request.signal, failed.signal]);
  const files: ManifestFile[] = [];
  const waiting = plans.entries();
  const work = async (readRows: ReadRows): Promise<void> => {
    for (const [index, plan] of waiting) {
      request.progress.object(plan.object, index, plans.length);
      files[index] = await extractPlan({ run, plan, readRows, validation, signal });
    }
  };
  let failure: { readonly error: unknown } | undefined;
  const guarded = (readRows: ReadRows): Promise<void> =>
    work(readRows).catch((error: unknown) => {
      failure ??= { error };
      failed.abort();
    });
  await Promise.all(readers.map(guarded));
  if (failure) throw failure.error;
  return files;
}

interface PlanExtraction {
  readonly run: CurrentRun;
  readonly plan: Plan;
  readonly readRows: ReadRows;
  readonly validation: Validation;
  readonly signal: AbortSignal;
}

async function extractPlan(extraction: PlanExtraction): Promise<ManifestFile> {
  const { run, plan, readRows, validation, signal } = extraction;
  const { site, progress, limit } = run.request;
  const began = performance.now();
  const query = compileOf(run, plan);
  const reused = await reuseObject({ run, plan, query, validation, signal });
  if (reused) return reused;
  tellQuery(progress, plan, query);
  let first = true;
  const columns = plan.fields.map((field) => field.name);
  const attempt = () =>
    extractObject({
      object: plan.object,
      columns,
      reading: {
        query,
        asShown: plan.asShown,
        dateFormat: site.output.date_format,
        maxCell: site.output.max_cell,
        limit,
        codes: run.prepared.codes.books.get(plan.object),
      },
      readRows,
      staging: run.staging,
      validation,
      figures: run.figures,
      bom: site.output.bom,
      signal,
      onUnmapped: (texts) => run.unmapped.push(...texts),
      onRows: (rows) => {
        if (first) {
          progress.detail?.('first-rows', { object: plan.object, milliseconds: since(began) });
        }
        first = false;
        progress.rows(plan.object, rows);
      },
    });
  const { value: written, restarts } = await withRestarts(attempt, {
    signal,
    pauses: pausesOf(site.retry),
    onRestart: (error, restart) =>
      progress.notice(
        `${error.message}; reading ${plan.object} again from its start (try ${restart + 1})`,
      ),
  });
  const milliseconds = since(began);
  progress.finished(plan.object, written.rows, milliseconds);
  const file: ManifestFile = {
    object: plan.object,
    status: plan.status,
    ...present({ reason: plan.reason }),
    ...written,
    columns,
    query: query?.hash ?? null,
    milliseconds,
    restarts,
  };
  await run.kept?.add(file);
  return file;
}

/** Values are parameters: the text of a query holds none. */
function tellQuery(progress: Progress, { object }: Plan, query: CompiledQuery | undefined): void {
  if (query === undefined) return;
  const text = progress.wantsSql === true ? { sql: query.sql } : {};
  progress.detail?.('query', { object, sha256: query.hash, ...text });
}

function compileOf({ request, prepared }: CurrentRun, plan: Plan): CompiledQuery | undefined {
  const { site, asOf } = request;
  return compileFor(prepared, plan, {
    dialect: dialectOf(site),
    place: placeOf(site, prepared),
    asOf,
    windowYears: site.window_years,
  });
}
