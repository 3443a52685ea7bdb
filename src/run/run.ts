import { dataPackage } from '../bundle/datapackage.ts';
import { FINDINGS } from '../bundle/findings-writer.ts';
import type { Manifest } from '../bundle/manifest.ts';
import { Staging } from '../bundle/staging.ts';
import { sweepStaging } from '../bundle/sweep.ts';
import { columnsNeeded } from '../mapping/columns-read.ts';
import { ExtractionError } from '../problems/errors.ts';
import type { Source } from '../sources/source.ts';
import { createValidation } from '../validate/validation.ts';
import { extractAll } from '../extract/extract-all.ts';
import { fitCopiedTables } from '../prepare/copied-tables.ts';
import { acquireLock } from './lock.ts';
import { makeManifest } from './make-manifest.ts';
import { openSource } from '../prepare/open-source.ts';
import { findMissing, showMissing } from '../prepare/preflight.ts';
import { choosePlans, prepareSite } from '../prepare/prepare.ts';
import { newRunId } from './run-id.ts';
import { type RunRequest, type Work, placeOf } from '../extract/work.ts';

export interface RunResult {
  /** Path of the bundle. */
  readonly bundle: string;
  readonly manifest: Manifest;
  readonly milliseconds: number;
}

/**
 * One run: every object of the standard, one day, one bundle. Either the bundle appears under its
 * name, complete and checked, or an error is thrown and nothing has changed.
 * @throws SsdError
 */
export async function runExtract(request: RunRequest): Promise<RunResult> {
  const { site } = request;
  const started = new Date();
  const prepared = prepareSite(site);
  const plans = choosePlans(prepared.planSet, request.only, request.skip);
  for (const note of prepared.notes) request.progress.notice(note.message);
  const outDir = request.outDir ?? site.output.dir;
  const id = newRunId(started);
  const lock = await acquireLock(outDir, id);
  try {
    if (lock.notice) request.progress.notice(lock.notice);
    for (const name of await sweepStaging(outDir)) {
      request.progress.notice(`removed ${name}, left by a run that did not end`);
    }
    const staging = await Staging.open(outDir, id);
    try {
      const result = await fillBundle({ request, prepared, plans, staging, id, started });
      return { ...result, milliseconds: Date.now() - started.getTime() };
    } finally {
      await staging.discard();
    }
  } finally {
    await lock.release();
  }
}

async function fillBundle(given: Work): Promise<Omit<RunResult, 'milliseconds'>> {
  const { request, prepared, staging } = given;
  const { site } = request;
  const source = await openSource(site, placeOf(site, prepared));
  const findings = await staging.findings(site.output.show_values);
  const complete = new Set(
    request.limit === undefined ? given.plans.map((plan) => plan.object) : [],
  );
  const validation = createValidation({
    spec: prepared.spec,
    findings,
    tempDir: staging.dir,
    showValues: site.output.show_values,
    complete,
  });
  try {
    const server = await source.describe();
    for (const warning of server.warnings) request.progress.notice(`warning: ${warning}`);
    const { plans, notes } = await fitCopiedTables(
      source,
      placeOf(site, prepared),
      prepared.spec,
      given.plans,
    );
    for (const note of notes) request.progress.notice(note.message);
    const work = { ...given, plans };
    await refuseMissing(work, source);
    const files = await extractAll(work, source, validation);
    await validation.finish();
    await validation.close();
    const written = await findings.end();
    const objects = prepared.spec.objects.filter((object) =>
      plans.some((plan) => plan.object === object.name),
    );
    const bundleName = `ssd_${site.site}_${work.id}`;
    const others = [
      { file: FINDINGS, bytes: written.bytes, sha256: written.sha256 },
      await staging.text('datapackage.json', dataPackage(bundleName, objects)),
    ];
    const manifest = makeManifest(work, {
      files,
      others,
      counts: validation.counts(),
      listed: findings.listed,
      server,
    });
    return { bundle: await staging.publish(manifest, bundleName), manifest };
  } finally {
    await findings.close();
    await validation.close();
    await source.close();
  }
}

/** Everything missing at once, before any row is read. */
async function refuseMissing({ request, prepared, plans }: Work, source: Source): Promise<void> {
  const missing = await findMissing(
    source,
    placeOf(request.site, prepared),
    columnsNeeded(plans, prepared.planSet.cohort),
  );
  if (missing.length === 0) return;
  const shown = missing
    .slice(0, 20)
    .map((item): { severity: 'error'; code: string; message: string } => ({
      severity: 'error',
      code: 'missing',
      message: showMissing(item),
    }));
  throw new ExtractionError({
    code: 'missing-tables',
    message: `the database lacks ${missing.length} table(s) or column(s) that the mappings need, or the login may not read them`,
    problems: shown,
    hint: 'ssd-extract check lists all of them',
  });
}
