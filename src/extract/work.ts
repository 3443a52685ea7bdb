import type { Staging } from '../bundle/staging.ts';
import type { Day } from '../mapping/moments.ts';
import type { Plan } from '../mapping/plan.ts';
import type { TablePlace } from '../query/dialect.ts';
import type { Site } from '../site/model.ts';
import type { Prepared } from '../prepare/prepare.ts';
import type { Progress } from './progress.ts';

/** What a run is asked for. */
export interface RunRequest {
  readonly site: Site;
  readonly asOf: Day;
  readonly outDir?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  /** Rows of each object at most. */
  readonly limit?: number | undefined;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** One run under way. */
export interface Work {
  readonly request: RunRequest;
  readonly prepared: Prepared;
  /** The objects that were chosen. */
  readonly plans: readonly Plan[];
  readonly staging: Staging;
  readonly id: string;
  readonly started: Date;
}

/** Where the CMS tables are: the site's word, else the profile's. */
export function placeOf(site: Site, { profile }: Prepared): TablePlace {
  return { ...profile.source, ...site.source };
}
