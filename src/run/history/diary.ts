import path from 'node:path';
import type { Manifest } from '../../bundle/manifest.ts';
import type { RunRequest } from '../../extract/current-run.ts';
import { toolVersion } from '../../prepare/paths.ts';
import { ExitCode, PublishingError, SsdError, StoppedError } from '../../problems/errors.ts';
import type { Site } from '../../site/model.ts';
import { showPath } from '../../yaml/read.ts';
import type { RunResult } from '../run-result.ts';
import type { FindingRecord, RunRecord } from './record.ts';
import { HistoryFault } from './sqlite.ts';
import { appendRun, readRuns } from './store.ts';

/** The history beside the bundles. */
export const HISTORY = '.history.sqlite';

/** Runs that a new one is compared with. */
export const COMPARED = 5;

/** The path of a site's history, absolute; undefined when it keeps none. */
export function historyFile(site: Site, outDir = site.output.dir): string | undefined {
  return site.history === false ? undefined : (site.history ?? path.resolve(outDir, HISTORY));
}

interface Begun {
  readonly request: RunRequest;
  readonly id: string;
  readonly started: Date;
}

/**
 * Whole runs of the same site, CMS, spec and window, newest first: what differs on purpose is not
 * compared. A history that cannot be read is told, and there is nothing to compare with.
 */
export function earlierRuns({ site, outDir, progress }: RunRequest, spec: string): RunRecord[] {
  const file = historyFile(site, outDir);
  if (file === undefined) return [];
  const like = { cms: site.cms, spec, windowYears: site.window_years };
  try {
    return readRuns(file, { site: site.site, limit: COMPARED, like });
  } catch (error) {
    progress.notice(told('read', file, error));
    return [];
  }
}

/** Does a run and appends what came of it to the history, whatever that is. */
export async function recorded(begun: Begun, run: () => Promise<RunResult>): Promise<RunResult> {
  try {
    const result = await run();
    const fault = append(begun, published(result));
    return fault === undefined ? result : { ...result, remarks: [...result.remarks, fault] };
  } catch (error) {
    append(begun, failed(error));
    throw error;
  }
}

type OfItsEnd = Omit<
  RunRecord,
  | 'run'
  | 'site'
  | 'cms'
  | 'tool'
  | 'node'
  | 'asOf'
  | 'windowYears'
  | 'started'
  | 'finished'
  | 'milliseconds'
>;

/** No run fails for want of its history: the log tells why, and so does what is returned. */
function append({ request, id, started }: Begun, end: OfItsEnd): string | undefined {
  const { site, outDir, asOf, progress } = request;
  const file = historyFile(site, outDir);
  if (file === undefined) return undefined;
  const finished = new Date();
  try {
    appendRun(file, {
      run: id,
      site: site.site,
      cms: site.cms,
      tool: toolVersion(),
      node: process.versions.node,
      asOf,
      windowYears: site.window_years,
      started: started.toISOString(),
      finished: finished.toISOString(),
      // a clock that was put back makes no run end before it began
      milliseconds: Math.max(0, finished.getTime() - started.getTime()),
      ...end,
    });
    return undefined;
  } catch (error) {
    const fault = told('write', file, error);
    progress.notice(fault);
    return fault;
  }
}

function told(doing: 'read' | 'write', file: string, error: unknown): string {
  const [why, next] =
    error instanceof HistoryFault
      ? [error.message, error.hint]
      : ['of a fault of ssd-extract itself', 'please report it'];
  return `history: cannot ${doing} ${showPath(file)}: ${why}; ${next}. The run is not affected`;
}

function published({ bundle, manifest, warnings, exitCode }: RunResult): OfItsEnd {
  return {
    spec: manifest.spec.version,
    server: `${manifest.server.engine}, ${manifest.server.version}`,
    status: manifest.partial ? 'partial' : 'finished',
    exitCode,
    error: null,
    bundle: path.basename(bundle),
    bytes: [...manifest.files, ...manifest.others].reduce((sum, { bytes }) => sum + bytes, 0),
    objects: manifest.files.map(({ object, status, rows, bytes, milliseconds, restarts }) => {
      return { object, status, rows, bytes, milliseconds, restarts };
    }),
    findings: together(manifest.findings),
    warnings: warnings.map(({ code, object = null }) => ({ code, object })),
  };
}

/** What is counted in several places, once. */
function together(findings: Manifest['findings']): FindingRecord[] {
  const counts = new Map<string, FindingRecord>();
  for (const { object, field, rule, severity, count } of findings) {
    const key = [object, field, rule, severity].join('\n');
    const sum = (counts.get(key)?.count ?? 0) + count;
    counts.set(key, { object, field, rule, severity, count: sum });
  }
  return [...counts.values()];
}

function failed(error: unknown): OfItsEnd {
  const known = error instanceof SsdError ? error : undefined;
  const bundle = error instanceof PublishingError ? error.bundle : undefined;
  return {
    spec: null,
    server: null,
    status: error instanceof StoppedError ? 'stopped' : 'failed',
    exitCode: known?.exitCode ?? ExitCode.extraction,
    error: known?.code ?? 'fault',
    bundle: bundle === undefined ? null : path.basename(bundle),
    bytes: 0,
    objects: [],
    findings: [],
    warnings: [],
  };
}
