import type { UnmappedText } from '../codes/translation.ts';
import type { KeptStaging } from '../bundle/kept-staging.ts';
import type { Verify } from '../bundle/read-back.ts';
import type { Staging } from '../bundle/staging.ts';
import type { Day } from '../mapping/moments.ts';
import type { Plan } from '../mapping/plan.ts';
import type { Prepared } from '../prepare/prepare.ts';
import type { Site } from '../site/model.ts';
import type { Protection } from '../prepare/protection.ts';
import type { FigureBook } from '../report/figure-book.ts';
import type { Progress } from './progress.ts';

/** From which findings on a run whose bundle is published counts as one that has findings. */
export type FailOn = 'never' | 'error' | 'warning';

/** What a run is asked for. */
export interface RunRequest {
  readonly site: Site;
  readonly asOf: Day;
  readonly outDir?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly skip?: readonly string[] | undefined;
  /** Rows of each object at most. */
  readonly limit?: number | undefined;
  /** How what was written is read back; `hash` when absent. */
  readonly verify?: Verify | undefined;
  /** `never` when absent. */
  readonly failOn?: FailOn | undefined;
  /** Go on with a failed run, where the site keeps them and nothing has changed. */
  readonly resume?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** One run under way. */
export interface CurrentRun {
  readonly request: RunRequest;
  readonly prepared: Prepared;
  /** The objects that were chosen. */
  readonly plans: readonly Plan[];
  readonly staging: Staging;
  /** Pseudonymises what is written; undefined when the site does not ask for it. */
  readonly protection?: Protection | undefined;
  /** Where the site keeps what a failed run has read. */
  readonly kept?: KeptStaging | undefined;
  /** Gathers what the report says; undefined when the site wants none. */
  readonly figures?: FigureBook | undefined;
  /** What coded fields hold that is no code, object by object as they are read. */
  readonly unmapped: UnmappedText[];
  readonly id: string;
  readonly started: Date;
}
