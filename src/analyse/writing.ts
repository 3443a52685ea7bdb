import type { BundleTables } from './bundle-tables.ts';

/** Cells that are not of their column's type, and are null in what was made. */
export interface Misfit {
  readonly object: string;
  readonly field: string;
  readonly count: number;
}

/** What a writer works by. */
export interface Writing {
  readonly bundle: BundleTables;
  /** The file or folder to make. */
  readonly file: string;
  readonly memory: string | undefined;
  readonly signal: AbortSignal;
  readonly onStep: (what: string) => void;
}
