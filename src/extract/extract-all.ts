import type { ManifestFile } from '../bundle/manifest.ts';
import type { Plan } from '../mapping/plan.ts';
import type { Source } from '../sources/source.ts';
import type { Validation } from '../validate/validation.ts';
import { extractObject } from './extract-object.ts';
import { dialectOf } from '../prepare/open-source.ts';
import { compileFor } from '../prepare/prepare.ts';
import { withRestarts } from './restart.ts';
import { type Work, placeOf } from './work.ts';

/**
 * Extracts every chosen object, as many at a time as the source can stream, each begun in the order
 * of the spec. The first failure stops the others, and is thrown when they have stopped.
 */
export async function extractAll(
  work: Work,
  source: Source,
  validation: Validation,
): Promise<readonly ManifestFile[]> {
  const { plans, request } = work;
  const failed = new AbortController();
  const signal = AbortSignal.any([request.signal, failed.signal]);
  const files: ManifestFile[] = [];
  const waiting = plans.entries();
  const worker = async (): Promise<void> => {
    for (const [index, plan] of waiting) {
      request.progress.object(plan.object, index, plans.length);
      files[index] = await extractOne({ work, plan, source, validation, signal });
    }
  };
  let failure: { readonly error: unknown } | undefined;
  const guarded = (): Promise<void> =>
    worker().catch((error: unknown) => {
      failure ??= { error };
      failed.abort();
    });
  await Promise.all(Array.from({ length: Math.max(1, source.parallel) }, guarded));
  if (failure) throw failure.error;
  return files;
}

interface One {
  readonly work: Work;
  readonly plan: Plan;
  readonly source: Source;
  readonly validation: Validation;
  readonly signal: AbortSignal;
}

async function extractOne({ work, plan, source, validation, signal }: One): Promise<ManifestFile> {
  const {
    request: { site, asOf, progress, limit },
    prepared,
    staging,
  } = work;
  const began = performance.now();
  const query = compileFor(prepared, plan, {
    dialect: dialectOf(site),
    place: placeOf(site, prepared),
    asOf,
    windowYears: site.window_years,
  });
  const attempt = () =>
    extractObject({
      plan,
      query,
      source,
      staging,
      validation,
      output: site.output,
      signal,
      ...(limit === undefined ? {} : { limit }),
      onRows: (rows) => progress.rows(plan.object, rows),
    });
  const { value: written, restarts } = await withRestarts(attempt, {
    signal,
    onRestart: (error, restart) =>
      progress.notice(
        `${error.message}; reading ${plan.object} again from its start (try ${restart + 1})`,
      ),
  });
  const milliseconds = Math.round(performance.now() - began);
  const found = validation
    .counts()
    .filter((item) => item.object === plan.object)
    .reduce((sum, item) => sum + item.count, 0);
  progress.finished(plan.object, written.rows, found, milliseconds);
  return {
    object: plan.object,
    file: `${plan.object}.csv`,
    status: plan.status,
    ...(plan.reason === undefined ? {} : { reason: plan.reason }),
    ...written,
    columns: plan.fields.map((field) => field.name),
    query: query?.hash ?? null,
    milliseconds,
    restarts,
  };
}
