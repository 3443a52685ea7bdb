import type { Manifest, ManifestFile } from '../bundle/manifest.ts';
import { momentsOf } from '../mapping/moments.ts';
import type { ServerDescription } from '../sources/source.ts';
import type { FindingCount } from '../validate/finding.ts';
import { LISTED_PER_RULE } from '../validate/tally.ts';
import { toolVersion } from '../prepare/paths.ts';
import type { CurrentRun } from '../extract/current-run.ts';
import type { RunWarning } from './find-gaps.ts';
import type { ProtectionRecord } from '../prepare/protection.ts';

/** What a run has done, when all its files are written. */
export interface FinishedRun {
  readonly files: readonly ManifestFile[];
  readonly warnings: readonly RunWarning[];
  readonly others: Manifest['others'];
  readonly counts: readonly FindingCount[];
  /** Findings that findings.csv lists. */
  readonly listed: number;
  readonly server: ServerDescription;
}

const NOT_ONE_MOMENT =
  '; the objects under "resumed" were read earlier, by runs that failed, and show the database of then';

export function makeManifest(
  { request, prepared, protection, kept, id, started }: CurrentRun,
  { files, warnings, others, counts, listed, server }: FinishedRun,
): Manifest {
  const { site, asOf, only, skip, limit } = request;
  const { engine, version, encryption, consistency } = server;
  const resumed = kept?.reused() ?? [];
  const partial = only || skip || limit !== undefined;
  const start =
    momentsOf(asOf, site.window_years, prepared.profile.moments)
      .get('window_start')
      ?.slice(0, 10) ?? '';
  return {
    format: 1,
    run: id,
    site: site.site,
    cms: site.cms,
    server: {
      engine,
      version,
      ...(encryption === undefined ? {} : { encryption }),
      consistency: resumed.length === 0 ? consistency : `${consistency}${NOT_ONE_MOMENT}`,
      warnings: [...server.warnings],
    },
    tool: { name: 'ssd-extract', version: toolVersion() },
    spec: { version: prepared.spec.version, objects: prepared.spec.objects.length },
    asOf,
    window: { years: site.window_years, start },
    started: started.toISOString(),
    finished: new Date().toISOString(),
    valid: !counts.some((item) => item.severity === 'error'),
    ...markOf(site.output.encrypt_to, protection?.record),
    partial: partial ? { only: only && [...only], skip: skip && [...skip], limit } : null,
    parameters: site.parameters,
    overrides: [...prepared.overrides],
    catalogue: [...prepared.siteTypes.list],
    ...(prepared.codes.books.size > 0 && {
      codes: { use: 'national', crosswalk: prepared.codes.crosswalk },
    }),
    warnings: [...warnings],
    resumed,
    files: [...files],
    others,
    findings: counts.map((item) => ({ ...item })),
    findingsListed: {
      listed,
      found: counts.reduce((sum, item) => sum + item.count, 0),
      perRule: LISTED_PER_RULE,
    },
  };
}

/** How the files are protected; nothing for files that are not. */
function markOf(
  recipients: readonly string[],
  pseudonymised: ProtectionRecord | undefined,
): Partial<Pick<Manifest, 'encrypted' | 'pseudonymised'>> {
  return {
    ...(recipients.length > 0 && { encrypted: { format: 'age', recipients: [...recipients] } }),
    ...(pseudonymised && { pseudonymised }),
  };
}
