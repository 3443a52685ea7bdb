import { z } from 'zod';

const count = z.number().int().nonnegative();

export const manifestShape = z.object({
  format: z.literal(1),
  run: z.string(),
  site: z.string(),
  cms: z.string(),
  /**
   * The database: which state of it the rows show, how the connection was protected, what the
   * authority should know.
   */
  server: z.object({
    engine: z.string(),
    version: z.string(),
    encryption: z.string().optional(),
    consistency: z.string(),
    warnings: z.array(z.string()),
  }),
  tool: z.object({ name: z.literal('ssd-extract'), version: z.string() }),
  spec: z.object({ version: z.string(), objects: count }),
  /** `today` of the run. */
  asOf: z.string(),
  window: z.object({ years: count, start: z.string() }),
  started: z.string(),
  finished: z.string(),
  /** No finding is an error. */
  valid: z.boolean(),
  /** Not all objects, or not all rows. */
  partial: z
    .object({
      only: z.array(z.string()).optional(),
      skip: z.array(z.string()).optional(),
      limit: count.optional(),
    })
    .nullable(),
  /** Set when the files are encrypted, each to all of these public keys: `.age` at their names. */
  encrypted: z.object({ format: z.literal('age'), recipients: z.array(z.string()) }).optional(),
  /**
   * Set when persons have pseudonyms here: what became of each field (`drop`, `month`, `id person`;
   * others are as they were), by which table, and under which key. Bundles with the same `key_id`
   * join.
   */
  pseudonymised: z
    .object({
      key_id: z.string(),
      table: z.string(),
      fields: z.record(z.string(), z.record(z.string(), z.string())),
    })
    .optional(),
  parameters: z.record(z.string(), z.unknown()),
  /** Parts of mappings that the site replaced; `sql` where it wrote the SQL itself. */
  overrides: z
    .array(
      z.object({
        object: z.string(),
        what: z.string(),
        kind: z.enum(['mapping', 'sql']),
        text: z.string(),
        sha256: z.string(),
      }),
    )
    .default([]),
  /** Columns whose type the site says is another one there. */
  catalogue: z
    .array(z.object({ table: z.string(), column: z.string(), type: z.string() }))
    .default([]),
  /** Absent where coded fields are as the CMS holds them. */
  codes: z
    .object({
      use: z.literal('national'),
      /** The authority's own, by code set or field: text to code. */
      crosswalk: z.record(z.string(), z.record(z.string(), z.string())),
    })
    .optional(),
  /** What the files do not show by themselves; `--fail-on warning` counts it. */
  warnings: z
    .array(
      z.object({
        code: z.enum([
          'no-persons',
          'empty',
          'not-configured',
          'read-again',
          // in comparison with the runs before
          'rows-gone',
          'rows-changed',
          'new-findings',
          'slower',
          'little-space',
        ]),
        /** Absent where it is of the whole run. */
        object: z.string().optional(),
        message: z.string(),
        parameters: z.array(z.string()).optional(),
        fields: z.array(z.string()).optional(),
      }),
    )
    .default([]),
  /**
   * By run, objects that this run took from one that failed: they show an earlier moment of the
   * database than the others. `read` is when each was done.
   */
  resumed: z
    .array(
      z.object({
        run: z.string(),
        objects: z.array(z.object({ object: z.string(), read: z.string() })),
      }),
    )
    .default([]),
  files: z.array(
    z.object({
      object: z.string(),
      file: z.string(),
      /**
       * `not configured`: no rows, for want of parameters that only the site can set; `skipped`:
       * the site leaves it out, for the reason given.
       */
      status: z.enum(['extracted', 'placeholder', 'unmapped', 'skipped', 'not configured']),
      reason: z.string().optional(),
      /** Parameters that are not set, and the fields that stay empty without them, or all rows. */
      unset: z
        .array(
          z.object({
            parameter: z.string(),
            needs: z.union([z.literal('rows'), z.array(z.string())]),
          }),
        )
        .optional(),
      rows: count,
      bytes: count,
      sha256: z.string(),
      columns: z.array(z.string()),
      controlCharactersRemoved: count,
      /** sha256 of the query; null when there was none to run. */
      query: z.string().nullable(),
      milliseconds: count,
      /** How often it was read again from its start, after a lost connection or a deadlock. */
      restarts: count,
    }),
  ),
  /** `findings.csv` and other files beside the objects'. */
  others: z.array(z.object({ file: z.string(), bytes: count, sha256: z.string() })),
  findings: z.array(
    z.object({
      object: z.string(),
      field: z.string(),
      rule: z.string(),
      severity: z.enum(['error', 'warning']),
      count,
    }),
  ),
  /** Set when `findings.csv` lists only the first of many alike. */
  findingsListed: z.object({ listed: count, found: count, perRule: count }),
});

/** What a bundle is, written last: a folder without it is not a bundle. */
export type Manifest = z.infer<typeof manifestShape>;
export type ManifestFile = Manifest['files'][number];

export const MANIFEST = 'manifest.json';

/** The folder of the bundle that a run publishes. */
export function bundleName(site: string, run: string): string {
  return `ssd_${site}_${run}`;
}

/**
 * The objects whose rows are all in a bundle; one that the site leaves out has none there.
 * @param limit of rows, where the run had one
 */
export function completeObjects(
  listed: readonly Pick<ManifestFile, 'object' | 'status'>[],
  limit: number | undefined,
): ReadonlySet<string> {
  const whole = limit === undefined ? listed : [];
  return new Set(whole.filter(({ status }) => status !== 'skipped').map(({ object }) => object));
}
