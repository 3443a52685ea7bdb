import { refreshCurrent } from '../bundle/current.ts';
import { findingGuide } from '../bundle/finding-guide.ts';
import type { FindingsWriter } from '../bundle/findings-writer.ts';
import { type ManifestFile, bundleName, completeObjects } from '../bundle/manifest.ts';
import { diskFault } from '../bundle/publishing-errors.ts';
import type { CurrentRun, RunRequest } from '../extract/current-run.ts';
import { extractAll } from '../extract/extract-all.ts';
import { since } from '../extract/progress.ts';
import {
  type Readers,
  type ThreadPlan,
  planThreads,
  readersHere,
  readersInThreads,
} from '../extract/readers.ts';
import { findingAdvice } from '../prepare/finding-advice.ts';
import { openSource } from '../prepare/open-source.ts';
import { choosePlans, placeOf, prepareSite } from '../prepare/prepare.ts';
import { openProtection } from '../prepare/protection.ts';
import { findingsKey } from '../prepare/read-key.ts';
import { FigureBook } from '../report/figure-book.ts';
import type { ServerDescription, Source } from '../sources/source.ts';
import type { FindingSink } from '../validate/finding.ts';
import { newKeySecret } from '../validate/key-secret.ts';
import { type Validation, createValidation } from '../validate/validation.ts';
import { describeBundle } from './describe-bundle.ts';
import { enterDatabase } from './enter-database.ts';
import { FindingExamples } from './finding-examples.ts';
import { type RunWarning, findGaps, markUnset } from './find-gaps.ts';
import { checkSpace } from './free-space.ts';
import { earlierRuns, recorded } from './history/diary.ts';
import { findChanges } from './history/find-changes.ts';
import type { RunRecord } from './history/record.ts';
import { logged } from './log/logged.ts';
import { listUnmapped } from './list-unmapped.ts';
import { makeManifest } from './make-manifest.ts';
import { lockFolder, openStaging } from './output-folder.ts';
import { beginningOf, keepFailed } from './resume.ts';
import { newRunId } from './run-id.ts';
import { removeOldBundles } from './retention/remove-bundles.ts';
import { type RunResult, exitCodeOf } from './run-result.ts';
import { type Scope, inScope } from './scope.ts';
import { writeReport } from './write-report.ts';

/**
 * One run: every object of the standard, one day, one bundle. Either the bundle appears under its
 * name, complete and checked, or an error is thrown and nothing has changed. The history is told
 * either way.
 * @throws SsdError
 */
export function runExtract(request: RunRequest): Promise<RunResult> {
  const started = new Date();
  const id = newRunId(started);
  return logged(request, id, (asked) =>
    recorded({ request: asked, id, started }, () => extractWhole(asked, id, started)),
  );
}

async function extractWhole(request: RunRequest, id: string, started: Date): Promise<RunResult> {
  const { site, outDir = site.output.dir, only, skip, limit, progress } = request;
  const prepared = prepareSite(site);
  const protection = openProtection(site, prepared.spec);
  const maskSecret = findingsKey(site);
  const plans = choosePlans(prepared.planSet, only, skip);
  for (const note of prepared.notes) progress.notice(note.message);
  const earlier = limit === undefined ? earlierRuns(request, prepared.spec.version) : [];
  return inScope(async (scope) => {
    const beginning = await beginningOf(request, prepared, { id, started });
    const folder = await lockFolder(beginning, scope);
    const chosen = only || skip ? plans.map(({ object }) => object) : undefined;
    const warnings = await checkSpace(outDir, earlier, chosen);
    for (const { message } of warnings) progress.notice(`warning: ${message}`);
    const { staging, kept } = await openStaging(beginning, folder, scope);
    const figures = openFigures(request);
    const run = {
      ...{ request, prepared, plans, staging, kept, protection, figures },
      ...{ unmapped: [], id, started },
    };
    scope.onEnd(() => keepFailed(run));
    // a scope of its own: the database is let go before the staging folder
    const published = await inScope((inner) =>
      fillBundle(run, { earlier, warnings, maskSecret }, inner),
    ).catch((error: unknown) => {
      throw diskFault(error, outDir);
    });
    return finish(request, published, started);
  });
}

function openFigures({ site, asOf }: RunRequest): FigureBook | undefined {
  if (!site.report.enabled) return undefined;
  const { date_format: dateFormat, show_values: showValues } = site.output;
  return new FigureBook({ asOf, dateFormat, showValues });
}

/** What follows when the bundle has its name; a partial one is for a trial and removes nothing. */
async function finish(
  { site, outDir = site.output.dir, failOn = 'never', progress }: RunRequest,
  { bundle, manifest, current }: Published,
  started: Date,
): Promise<RunResult> {
  const { removed, warnings: late } = manifest.partial
    ? { removed: [], warnings: [] }
    : await removeOldBundles(outDir, site, bundle);
  for (const name of removed) progress.notice(`removed the bundle ${name}, which keep lets go`);
  const warnings = [...manifest.warnings, ...late];
  return {
    bundle,
    manifest,
    current,
    warnings,
    removed,
    remarks: [],
    exitCode: exitCodeOf({ manifest, warnings }, failOn),
    milliseconds: Date.now() - started.getTime(),
  };
}

type Published = Pick<RunResult, 'bundle' | 'manifest' | 'current'>;

/** What is known before the first row. */
interface Beforehand {
  readonly earlier: readonly RunRecord[];
  readonly warnings: readonly RunWarning[];
  /** Under which keys in findings.csv are masked alike in every run. */
  readonly maskSecret: string | undefined;
}

async function fillBundle(
  chosen: CurrentRun,
  { earlier, warnings: known, maskSecret }: Beforehand,
  scope: Scope,
): Promise<Published> {
  const { site } = chosen.request;
  const { progress } = chosen.request;
  progress.expected?.(rowsOfLast(earlier));
  progress.step?.('connecting to the database');
  const threads = planThreads(site.connection);
  const source = await openSource(
    site,
    placeOf(site, chosen.prepared),
    threads && { connections: threads.connections },
  );
  scope.onEnd(() => source.close());
  const findings = await chosen.staging.findings({
    guide: findingGuide(chosen.prepared.spec, findingAdvice()),
    showValues: site.output.show_values,
  });
  scope.onEnd(() => findings.close());
  const examples = new FindingExamples(findings);
  const validation = validationOf(chosen, examples, maskSecret);
  scope.onEnd(() => validation.close());

  const { run, server } = await enterDatabase(chosen, source);
  const readers = readersOf(run, source, threads);
  scope.onEnd(() => readers.close());
  const files = markUnset(await extractAll(run, readers.lanes, validation), run.prepared.unset);
  await readers.close();
  const began = performance.now();
  progress.step?.('checking keys and links between the objects');
  await validation.finish();
  await validation.close();
  progress.detail?.('links-checked', { milliseconds: since(began) });
  progress.step?.('looking for gaps');
  const gaps = await findGaps(run, source, files);
  const soFar = { files, findings: validation.counts(), milliseconds: timeOfWhole(run) };
  const warnings = [...known, ...gaps, ...findChanges(soFar, earlier)];
  return publish(run, { files, warnings, findings, examples, earlier, validation, server });
}

function readersOf(
  { request: { site }, prepared, protection }: CurrentRun,
  source: Source,
  threads: ThreadPlan | undefined,
): Readers {
  if (!threads) return readersHere(source, protection);
  const { connection } = site;
  return readersInThreads(threads, {
    connection,
    place: placeOf(site, prepared),
    source,
    protection,
  });
}

/** By object, of the newest of the runs before. */
function rowsOfLast([last]: readonly RunRecord[]): ReadonlyMap<string, number> {
  return new Map(last?.objects.map(({ object, rows }) => [object, rows]));
}

function timeOfWhole({ request, started }: CurrentRun): number | undefined {
  return request.only || request.skip ? undefined : Date.now() - started.getTime();
}

/** Relationships are checked between objects that are read whole; one left out is not there. */
function validationOf(
  run: CurrentRun,
  findings: FindingSink,
  maskSecret: string | undefined,
): Validation {
  const { request, prepared, staging } = run;
  return createValidation({
    spec: prepared.spec,
    findings,
    tempDir: staging.dir,
    showValues: request.site.output.show_values,
    secret: newKeySecret(maskSecret),
    complete: completeObjects(run.plans, run.request.limit),
  });
}

interface Filled {
  readonly files: readonly ManifestFile[];
  readonly warnings: readonly RunWarning[];
  readonly findings: FindingsWriter;
  readonly examples: FindingExamples;
  readonly earlier: readonly RunRecord[];
  readonly validation: Validation;
  readonly server: ServerDescription;
}

/** Writes what describes the bundle, and gives it its name. */
async function publish(
  run: CurrentRun,
  { files, warnings, findings, examples, earlier, validation, server }: Filled,
): Promise<Published> {
  const { request, staging, id } = run;
  request.progress.step?.('writing what describes the bundle');
  const name = bundleName(request.site.site, id);
  const listed = await staging.endFindings(findings);
  const counts = validation.counts();
  const report = await writeReport(run, name, { files, warnings, counts, examples, earlier });
  const described = await describeBundle(run, name);
  const manifest = makeManifest(run, {
    files,
    warnings,
    others: [
      ...[listed, ...(await listUnmapped(run)), ...report, ...described],
      ...(await staging.sealedContents()),
    ],
    counts,
    listed: findings.listed,
    server,
  });
  await run.kept?.beforePublishing();
  request.progress.step?.('reading the bundle back and publishing it');
  const bundle = await staging.publish(manifest, name);
  if (!request.site.output.current || manifest.partial) return { bundle, manifest };
  request.progress.step?.('copying the bundle to current');
  const held = await refreshCurrent(bundle, manifest);
  if (held !== undefined) request.progress.notice(`warning: ${held}`);
  return { bundle, manifest, current: held === undefined ? 'refreshed' : 'held open' };
}
