import { codesAlone } from '../codes/code-book.ts';
import { CodeTranslation } from '../codes/translation.ts';
import type { ManifestFile } from '../bundle/manifest.ts';
import type { Plan } from '../mapping/plan.ts';
import { PublishingError, StoppedError } from '../problems/errors.ts';
import type { CompiledQuery } from '../query/compiled.ts';
import { gatherFigures } from '../report/gather/gather-figures.ts';
import type { Validation } from '../validate/validation.ts';
import type { CurrentRun } from './current-run.ts';
import { tellUnmapped } from './tell-unmapped.ts';
import { warnOfTypes } from './warn-of-types.ts';

interface Reuse {
  readonly run: CurrentRun;
  readonly plan: Plan;
  readonly query: CompiledQuery | undefined;
  readonly validation: Validation;
  readonly signal: AbortSignal;
}

/**
 * Takes an object from the run that this one goes on with: its file, held against its hash, passes
 * through validation again, as rows of the database do. Undefined when that run had not finished
 * it, or when it must be read again, and says why.
 */
export async function reuseObject(reuse: Reuse): Promise<ManifestFile | undefined> {
  const { run, plan, validation, signal } = reuse;
  const file = run.kept?.earlier(plan.object);
  if (!file) return undefined;
  const changed = await whatChanged(reuse, file);
  if (changed !== undefined) {
    run.request.progress.notice(`${changed}; reading ${plan.object} again`);
    run.kept?.forget(plan.object);
    return undefined;
  }
  const checks = validation.object(plan.object, file.columns);
  warnOfTypes(checks, plan.asShown);
  const figures =
    run.figures &&
    gatherFigures(plan.object, file.columns, { ...run.figures.terms, spec: run.prepared.spec });
  const translation = alreadyTranslated(run, plan);
  for await (const batch of run.staging.rows(plan.object)) {
    if (signal.aborted) {
      throw new StoppedError({ code: 'stopped', message: 'the run was stopped' });
    }
    checks.rows(batch);
    figures?.rows(batch);
    translation?.rows(batch);
  }
  run.unmapped.push(...tellUnmapped(checks, translation));
  await checks.end();
  if (figures) run.figures?.take(figures.end());
  run.request.progress.finished(plan.object, file.rows, 0);
  return file;
}

/** Finds what is no code in rows whose codes are there already. */
function alreadyTranslated({ prepared }: CurrentRun, { fields, object }: Plan) {
  const books = prepared.codes.books.get(object);
  const columns = fields.map((field) => field.name);
  return books && new CodeTranslation(books.map(codesAlone), columns);
}

/** Why a kept file is not what this run would write, in words. */
async function whatChanged(
  { run, plan, query }: Reuse,
  file: ManifestFile,
): Promise<string | undefined> {
  const columns = plan.fields.map((field) => field.name);
  if (file.query !== (query?.hash ?? null) || file.columns.join() !== columns.join()) {
    return `the query of ${plan.object} is another one than in the failed run`;
  }
  try {
    await run.staging.adopt(plan.object, columns, file);
    return undefined;
  } catch (error) {
    if (!(error instanceof PublishingError)) throw error;
    return `${file.file} is not as the failed run wrote it`;
  }
}
