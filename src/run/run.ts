import { dataPackage } from '../bundle/datapackage.ts';
import { LISTED_PER_RULE } from '../bundle/findings-writer.ts';
import { FINDINGS } from '../bundle/findings-writer.ts';
import type { Manifest, ManifestFile } from '../bundle/manifest.ts';
import { Staging } from '../bundle/staging.ts';
import { sweepStaging } from '../bundle/sweep.ts';
import { type Day, momentsOf } from '../mapping/moments.ts';
import type { Plan } from '../mapping/plan.ts';
import { columnsNeeded } from '../mapping/reads.ts';
import { ExtractionError } from '../problems/errors.ts';
import type { TablePlace } from '../query/dialect.ts';
import type { Site } from '../site/model.ts';
import type { Source } from '../sources/face.ts';
import type { FindingCount, Validation } from '../validate/face.ts';
import { createValidation } from '../validate/validation.ts';
import { extractObject } from './extract-object.ts';
import { acquireLock } from './lock.ts';
import { dialectOf, openSource } from './open-source.ts';
import { toolVersion } from './paths.ts';
import { findMissing, showMissing } from './preflight.ts';
import { type Prepared, choosePlans, compileFor, prepare } from './prepare.ts';
import type { Progress } from './progress.ts';
import { newRunId } from './run-id.ts';

export interface RunRequest {
  readonly site: Site;
  readonly asOf: Day;
  readonly outDir?: string;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly limit?: number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

export interface RunResult {
  /** Path of the bundle. */
  readonly bundle: string;
  readonly manifest: Manifest;
  readonly milliseconds: number;
}

/**
 * One run: every object of the standard, one day, one bundle. Either the bundle appears under its name, complete and checked,
 * or an error is thrown and nothing has changed.
 * @throws SsdError
 */
export async function runExtract(request: RunRequest): Promise<RunResult> {
  const { site } = request;
  const started = new Date();
  const prepared = prepare({ cms: site.cms, parameters: site.parameters, ...(site.spec === undefined ? {} : { spec: site.spec }) });
  const plans = choosePlans(prepared.planSet, request.only, request.skip);
  const outDir = request.outDir ?? site.output.dir;
  const id = newRunId(started);
  const lock = await acquireLock(outDir, id);
  try {
    if (lock.notice) request.progress.notice(lock.notice);
    for (const name of await sweepStaging(outDir)) request.progress.notice(`removed ${name}, left by a run that did not end`);
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

interface Work {
  readonly request: RunRequest;
  readonly prepared: Prepared;
  readonly plans: readonly Plan[];
  readonly staging: Staging;
  readonly id: string;
  readonly started: Date;
}

async function fillBundle(work: Work): Promise<Omit<RunResult, 'milliseconds'>> {
  const { request, prepared, plans, staging } = work;
  const { site } = request;
  const source = await openSource(site);
  const findings = await staging.findings(site.output.show_values);
  const complete = new Set(request.limit === undefined ? plans.map((plan) => plan.object) : []);
  const validation = createValidation({ spec: prepared.spec, findings, tempDir: staging.dir, showValues: site.output.show_values, complete });
  try {
    await refuseMissing(work, source);
    const files = await extractAll(work, source, validation);
    await validation.finish();
    await validation.close();
    const written = await findings.end();
    const objects = prepared.spec.objects.filter((object) => plans.some((plan) => plan.object === object.name));
    const bundleName = `ssd_${site.site}_${work.id}`;
    const others = [{ file: FINDINGS, bytes: written.bytes, sha256: written.sha256 }, await staging.text('datapackage.json', dataPackage(bundleName, objects))];
    const manifest = makeManifest(work, files, others, validation.counts(), findings.listed, await source.describe());
    return { bundle: await staging.publish(manifest, bundleName), manifest };
  } finally {
    await findings.close();
    await validation.close();
    await source.close();
  }
}

/** Everything missing at once, before any row is read. */
async function refuseMissing({ request, prepared, plans }: Work, source: Source): Promise<void> {
  const missing = await findMissing(source, placeOf(request.site, prepared), columnsNeeded(plans, prepared.planSet.cohort));
  if (missing.length === 0) return;
  const shown = missing.slice(0, 20).map((item): { severity: 'error'; code: string; message: string } => ({ severity: 'error', code: 'missing', message: showMissing(item) }));
  throw new ExtractionError({
    code: 'missing-tables', message: `the database lacks ${missing.length} table(s) or column(s) that the mappings need, or the login may not read them`,
    problems: shown, hint: 'ssd-extract check lists all of them',
  });
}

async function extractAll({ request, prepared, plans, staging }: Work, source: Source, validation: Validation): Promise<ManifestFile[]> {
  const { site, progress, signal, limit } = request;
  const files: ManifestFile[] = [];
  for (const [index, plan] of plans.entries()) {
    progress.object(plan.object, index, plans.length);
    const began = performance.now();
    const query = compileFor(prepared, plan, { dialect: dialectOf(site), place: placeOf(site, prepared), asOf: request.asOf, windowYears: site.window_years });
    const written = await extractObject({
      plan, query, source, staging, validation, output: site.output, signal, ...(limit === undefined ? {} : { limit }),
      onRows: (rows) => progress.rows(plan.object, rows),
    });
    const milliseconds = Math.round(performance.now() - began);
    files.push({
      object: plan.object, file: `${plan.object}.csv`, status: plan.status, ...(plan.reason === undefined ? {} : { reason: plan.reason }),
      ...written, columns: plan.fields.map((field) => field.name), query: query?.hash ?? null, milliseconds,
    });
    const found = validation.counts().filter((item) => item.object === plan.object).reduce((sum, item) => sum + item.count, 0);
    progress.finished(plan.object, written.rows, found, milliseconds);
  }
  return files;
}

/** Where the CMS tables are: the site's word, else the profile's. */
export function placeOf(site: Site, { profile }: Prepared): TablePlace {
  return { ...profile.source, ...site.source };
}

function makeManifest(work: Work, files: ManifestFile[], others: Manifest['others'], counts: readonly FindingCount[], listed: number, server: { engine: string; version: string }): Manifest {
  const { request: { site, asOf, only, skip, limit }, prepared, id, started } = work;
  const partial = only || skip || limit !== undefined;
  const start = momentsOf(asOf, site.window_years, prepared.profile.moments).get('window_start')?.slice(0, 10) ?? '';
  return {
    format: 1, run: id, site: site.site, cms: site.cms, engine: `${server.engine}, ${server.version}`,
    tool: { name: 'ssd-extract', version: toolVersion() },
    spec: { version: prepared.spec.version, objects: prepared.spec.objects.length },
    asOf, window: { years: site.window_years, start },
    started: started.toISOString(), finished: new Date().toISOString(),
    valid: !counts.some((item) => item.severity === 'error'),
    partial: partial ? { ...(only ? { only: [...only] } : {}), ...(skip ? { skip: [...skip] } : {}), ...(limit === undefined ? {} : { limit }) } : null,
    parameters: site.parameters, files, others, findings: counts.map((item) => ({ ...item })),
    findingsListed: { listed, found: counts.reduce((sum, item) => sum + item.count, 0), perRule: LISTED_PER_RULE },
    notes: [],
  };
}
