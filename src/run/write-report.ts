import type { Manifest, ManifestFile } from '../bundle/manifest.ts';
import type { CurrentRun } from '../extract/current-run.ts';
import { DATA_DIR, toolVersion } from '../prepare/paths.ts';
import { alteredFields } from '../protect/treatment.ts';
import { readAssets } from '../report/assets.ts';
import { REPORT, renderReport } from '../report/render-report.ts';
import type { ReportInput, ReportedFinding } from '../report/report-input.ts';
import type { Finding, FindingCount } from '../validate/finding.ts';
import { RULES } from '../validate/rules.ts';
import type { RunWarning } from './find-gaps.ts';
import type { FindingExamples } from './finding-examples.ts';
import type { RunRecord } from './history/record.ts';

/** What a report is made of, beside the run itself. */
export interface Reported {
  readonly files: readonly ManifestFile[];
  readonly warnings: readonly RunWarning[];
  readonly counts: readonly FindingCount[];
  readonly examples: FindingExamples;
  /** Runs like this one, newest first. */
  readonly earlier: readonly RunRecord[];
}

/**
 * Writes report.html, encrypted where the bundle is: it has figures of few persons, and keys.
 * Nothing when the site wants none.
 */
export async function writeReport(
  run: CurrentRun,
  bundle: string,
  reported: Reported,
): Promise<Manifest['others']> {
  if (!run.figures) return [];
  const figures = run.figures.figures(reported.files.map(({ object }) => object));
  const page = await renderReport(await inputOf(run, figures, bundle, reported));
  return [await run.staging.valuesText(REPORT, page)];
}

async function inputOf(
  { request, prepared, protection }: CurrentRun,
  figures: ReportInput['figures'],
  bundle: string,
  { files, warnings, counts, examples, earlier }: Reported,
): Promise<ReportInput> {
  const { site, asOf, only, skip, limit } = request;
  const before = new Map(earlier[0]?.objects.map(({ object, rows }) => [object, rows]));
  return {
    bundle,
    site: site.site,
    cms: site.cms,
    asOf,
    finished: new Date().toISOString(),
    version: toolVersion(),
    partial: partialWords({ only, skip, limit }),
    pseudonymised: protection !== undefined,
    spec: prepared.spec,
    files: files.map(({ object, status, reason, rows }) => ({
      object,
      status,
      reason,
      rows,
      before: before.get(object),
    })),
    findings: counts.map((count) => reportedFinding(count, examples.of(count))),
    warnings,
    figures,
    altered: alteredFields(protection?.record.fields ?? {}),
    suppressBelow: site.report.suppress_below,
    assets: await readAssets(DATA_DIR),
  };
}

function partialWords({
  only,
  skip,
  limit,
}: Pick<CurrentRun['request'], 'only' | 'skip' | 'limit'>) {
  if (limit !== undefined) return `it holds the first ${limit} rows of each object alone`;
  return only || skip ? 'it holds the objects alone that were asked for' : undefined;
}

function reportedFinding(count: FindingCount, examples: readonly Finding[]): ReportedFinding {
  return {
    ...count,
    meaning: RULES[count.rule].meaning,
    examples: examples.map(({ row, key, value }) => ({ row, key, value: value ?? undefined })),
  };
}
