import { refreshCurrent, refuseForeignCurrent } from '../bundle/current.ts';
import { dataPackage } from '../bundle/datapackage.ts';
import { FINDINGS, type FindingsWriter } from '../bundle/findings-writer.ts';
import type { Manifest, ManifestFile } from '../bundle/manifest.ts';
import { groupCanEnter } from '../bundle/open-to-group.ts';
import { diskFault } from '../bundle/publishing-errors.ts';
import { Staging } from '../bundle/staging.ts';
import { sweepStaging } from '../bundle/sweep.ts';
import type { CurrentRun, RunRequest } from '../extract/current-run.ts';
import { extractAll } from '../extract/extract-all.ts';
import type { Progress } from '../extract/progress.ts';
import { showDifference } from '../prepare/show-difference.ts';
import { type Met, meetDatabase, refuseUnmet } from '../prepare/meet-database.ts';
import { dialectOf, openSource } from '../prepare/open-source.ts';
import { choosePlans, placeOf, prepareSite } from '../prepare/prepare.ts';
import { refuseUnsafeOutput } from '../prepare/refuse-unsafe-output.ts';
import { refuseWriters } from '../prepare/refuse-writers.ts';
import type { ServerDescription, Source } from '../sources/source.ts';
import { type Validation, createValidation } from '../validate/validation.ts';
import { type RunWarning, findGaps, markUnset } from './find-gaps.ts';
import { showPath } from '../yaml/read.ts';
import { acquireLock } from './lock.ts';
import { makeManifest } from './make-manifest.ts';
import { newRunId } from './run-id.ts';
import { type Scope, inScope } from './scope.ts';

export interface RunResult {
  /** Path of the bundle. */
  readonly bundle: string;
  readonly manifest: Manifest;
  /** What became of `current`, where the site asks for it and the bundle is whole. */
  readonly current?: 'refreshed' | 'held open';
  readonly milliseconds: number;
}

/**
 * One run: every object of the standard, one day, one bundle. Either the bundle appears under its
 * name, complete and checked, or an error is thrown and nothing has changed.
 * @throws SsdError
 */
export async function runExtract(request: RunRequest): Promise<RunResult> {
  const started = new Date();
  const prepared = prepareSite(request.site);
  const plans = choosePlans(prepared.planSet, request.only, request.skip);
  for (const note of prepared.notes) request.progress.notice(note.message);
  const id = newRunId(started);
  return inScope(async (scope) => {
    const staging = await openStaging(request, id, scope);
    const run = { request, prepared, plans, staging, id, started };
    // a scope of its own: the database is let go before the staging folder
    const published = await inScope((inner) => fillBundle(run, inner)).catch((error: unknown) => {
      throw diskFault(error, request.outDir ?? request.site.output.dir);
    });
    return { ...published, milliseconds: Date.now() - started.getTime() };
  });
}

/** A folder for the bundle to grow in, under the lock of the output folder. */
async function openStaging(
  { site, outDir = site.output.dir, signal, progress }: RunRequest,
  id: string,
  scope: Scope,
): Promise<Staging> {
  await refuseUnsafeOutput(site, outDir);
  const lock = await acquireLock(outDir, id, { signal, notice: (text) => progress.notice(text) });
  scope.onEnd(() => lock.release());
  if (lock.notice) progress.notice(lock.notice);
  for (const name of await sweepStaging(outDir)) {
    progress.notice(`removed ${name}, left by a run that did not end`);
  }
  const { group_readable: groupReadable, current } = site.output;
  if (current) await refuseForeignCurrent(outDir);
  const staging = await Staging.open(outDir, id, {
    stillAllowed: () => lock.confirm(),
    groupReadable,
  });
  scope.onEnd(() => staging.discard());
  if (groupReadable && !(await groupCanEnter(outDir))) {
    progress.notice(
      `warning: output.group_readable opens the bundles to the group, but ${showPath(outDir)} is closed to it; chmod g+rx opens it`,
    );
  }
  return staging;
}

async function fillBundle(
  chosen: CurrentRun,
  scope: Scope,
): Promise<Omit<RunResult, 'milliseconds'>> {
  const { site } = chosen.request;
  const source = await openSource(site, placeOf(site, chosen.prepared));
  scope.onEnd(() => source.close());
  const findings = await chosen.staging.findings(site.output.show_values);
  scope.onEnd(() => findings.close());
  const validation = validationOf(chosen, findings);
  scope.onEnd(() => validation.close());

  const { run, server } = await enterDatabase(chosen, source);
  const files = markUnset(await extractAll(run, source, validation), run.prepared.unset);
  await validation.finish();
  await validation.close();
  const warnings = await findGaps(run, source, files);
  return publish(run, { files, warnings, findings, validation, server });
}

/** Relationships are checked between objects that are read whole; one left out is not there. */
function validationOf(
  { request, prepared, plans, staging }: CurrentRun,
  findings: FindingsWriter,
): Validation {
  const whole = plans
    .filter((plan) => request.limit === undefined && plan.status !== 'skipped')
    .map((plan) => plan.object);
  return createValidation({
    spec: prepared.spec,
    findings,
    tempDir: staging.dir,
    showValues: request.site.output.show_values,
    complete: new Set(whole),
  });
}

/**
 * The run as this database allows it, before any row is read.
 * @throws ExtractionError when it lacks what the mappings need, or has something else; ConfigError
 * when the site gives SQL and its login could write.
 */
async function enterDatabase(
  run: CurrentRun,
  source: Source,
): Promise<{ readonly run: CurrentRun; readonly server: ServerDescription }> {
  const { request, prepared, plans } = run;
  const { site, progress } = request;
  const server = await source.describe();
  for (const warning of server.warnings) progress.notice(`warning: ${warning}`);
  refuseWriters(prepared.overrides, server);
  const place = placeOf(site, prepared);
  const met = await meetDatabase({ source, place, dialect: dialectOf(site), prepared, plans });
  for (const note of met.notes) progress.notice(note.message);
  refuseUnmet(met);
  tellDifferences(met, progress);
  return { run: { ...run, plans: met.plans }, server };
}

function tellDifferences({ differences }: Met, progress: Progress): void {
  const converted = differences.filter(({ verdict }) => verdict === 'converted');
  if (converted.length > 0) {
    progress.notice(
      `${converted.length} column(s) are of another type than the mappings need, and are converted; ssd-extract check lists them`,
    );
  }
  for (const difference of differences.filter(({ verdict }) => verdict === 'as_shown')) {
    progress.notice(`warning: column ${showDifference(difference)}`);
  }
}

interface Filled {
  readonly files: readonly ManifestFile[];
  readonly warnings: readonly RunWarning[];
  readonly findings: FindingsWriter;
  readonly validation: Validation;
  readonly server: ServerDescription;
}

/** Writes what describes the bundle, and gives it its name. */
async function publish(
  run: CurrentRun,
  { files, warnings, findings, validation, server }: Filled,
): Promise<Omit<RunResult, 'milliseconds'>> {
  const { request, prepared, plans, staging, id } = run;
  const name = `ssd_${request.site.site}_${id}`;
  const { bytes, sha256 } = await findings.end();
  const objects = prepared.spec.objects.filter((object) =>
    plans.some((plan) => plan.object === object.name),
  );
  const manifest = makeManifest(run, {
    files,
    warnings,
    others: [
      { file: FINDINGS, bytes, sha256 },
      await staging.text('datapackage.json', dataPackage(name, objects)),
    ],
    counts: validation.counts(),
    listed: findings.listed,
    server,
  });
  const bundle = await staging.publish(manifest, name);
  if (!request.site.output.current || manifest.partial) return { bundle, manifest };
  const held = await refreshCurrent(bundle, manifest);
  if (held !== undefined) request.progress.notice(`warning: ${held}`);
  return { bundle, manifest, current: held === undefined ? 'refreshed' : 'held open' };
}
