import { ConfigError } from '../../problems/errors.ts';
import type { Site } from '../../site/model.ts';
import { showPath } from '../../yaml/read.ts';
import { historyFile } from './diary.ts';
import type { RunRecord } from './record.ts';
import { HistoryFault } from './sqlite.ts';
import { readRuns } from './store.ts';

export interface HistoryListing {
  /** Absolute. */
  readonly file: string;
  /** Newest first. */
  readonly runs: readonly RunRecord[];
}

/** The newest runs of a site. @throws ConfigError when it keeps no history that can be read. */
export function listHistory(
  site: Site,
  { outDir, limit }: { readonly outDir?: string | undefined; readonly limit: number },
): HistoryListing {
  const file = historyFile(site, outDir);
  if (file === undefined) {
    throw new ConfigError({
      code: 'no-history',
      message: 'this site keeps no history',
      hint: `take history: false out of ${showPath(site.file)}`,
    });
  }
  try {
    return { file, runs: readRuns(file, { site: site.site, limit }) };
  } catch (error) {
    if (!(error instanceof HistoryFault)) throw error;
    throw new ConfigError({
      code: 'unreadable-history',
      message: `the history ${showPath(file)} cannot be read: ${error.message}`,
      hint: error.hint,
      cause: error,
    });
  }
}
