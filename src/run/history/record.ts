import { z } from 'zod';

const count = z.number().int().nonnegative();

/** What came of a run. `stopped`: by a signal; `partial`: not all objects, or not all rows. */
export const RUN_STATUS = ['finished', 'partial', 'failed', 'stopped'] as const;
export type RunStatus = (typeof RUN_STATUS)[number];

/**
 * What the history keeps of a run: names of the standard, counts, times and versions. Nothing here
 * comes from a cell of the CMS, and no message is kept.
 */
export const runShape = z.object({
  run: z.string(),
  site: z.string(),
  cms: z.string(),
  /** Version of the spec; null where the run failed before it was read. */
  spec: z.string().nullable(),
  /** Versions of this program, of Node, and of the database server where it was reached. */
  tool: z.string(),
  node: z.string(),
  server: z.string().nullable(),
  asOf: z.string(),
  windowYears: count,
  started: z.string(),
  finished: z.string(),
  milliseconds: count,
  status: z.enum(RUN_STATUS),
  exitCode: count,
  /** Code of the error, such as `publish-enospc`. */
  error: z.string().nullable(),
  /** Name of the bundle's folder. */
  bundle: z.string().nullable(),
  /** Of all files of the bundle but its manifest. */
  bytes: count,
});

export const objectShape = z.object({
  object: z.string(),
  /** As in the manifest: `extracted`, `placeholder`, … */
  status: z.string(),
  rows: count,
  bytes: count,
  milliseconds: count,
  restarts: count,
});

export const findingShape = z.object({
  object: z.string(),
  field: z.string(),
  rule: z.string(),
  severity: z.enum(['error', 'warning']),
  count,
});

/** Of the whole run where it has no object. */
export const warningShape = z.object({ code: z.string(), object: z.string().nullable() });

export type ObjectRecord = Readonly<z.infer<typeof objectShape>>;
export type FindingRecord = Readonly<z.infer<typeof findingShape>>;
export type WarningRecord = Readonly<z.infer<typeof warningShape>>;

export interface RunRecord extends Readonly<z.infer<typeof runShape>> {
  readonly objects: readonly ObjectRecord[];
  readonly findings: readonly FindingRecord[];
  readonly warnings: readonly WarningRecord[];
}
