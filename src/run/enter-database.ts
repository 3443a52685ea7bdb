import type { CurrentRun } from '../extract/current-run.ts';
import { type Progress, since } from '../extract/progress.ts';
import { type Met, meetDatabase, refuseUnmet } from '../prepare/meet-database.ts';
import { dialectOf } from '../prepare/open-source.ts';
import { placeOf } from '../prepare/prepare.ts';
import { refuseWriters } from '../prepare/refuse-writers.ts';
import { showDifference } from '../prepare/show-difference.ts';
import type { ServerDescription, Source } from '../sources/source.ts';

/**
 * The run as this database allows it, before any row is read.
 * @throws ExtractionError when it lacks what the mappings need, or has something else; ConfigError
 * when the site gives SQL and its login could write.
 */
export async function enterDatabase(
  run: CurrentRun,
  source: Source,
): Promise<{ readonly run: CurrentRun; readonly server: ServerDescription }> {
  const { request, prepared, plans } = run;
  const { site, progress } = request;
  const began = performance.now();
  const server = await source.describe();
  progress.detail?.('connected', {
    engine: server.engine,
    version: server.version,
    consistency: server.consistency,
    milliseconds: since(began),
  });
  for (const warning of server.warnings) progress.notice(`warning: ${warning}`);
  progress.step?.('comparing tables and columns with the mappings');
  refuseWriters(prepared.overrides, server);
  const place = placeOf(site, prepared);
  const met = await meetDatabase({ source, place, dialect: dialectOf(site), prepared, plans });
  for (const note of met.notes) progress.notice(note.message);
  refuseUnmet(met);
  tellDifferences(met, progress);
  progress.detail?.('compared', {
    tables: met.asked.tables,
    columns: met.asked.columns,
    milliseconds: since(began),
  });
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
