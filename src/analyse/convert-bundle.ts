import path from 'node:path';
import { ConfigError } from '../problems/errors.ts';
import type { Protection } from '../prepare/protection.ts';
import { inScope } from '../run/scope.ts';
import { makeNew } from './new-file.ts';
import { readBundle } from './open-bundle.ts';
import { pseudonymisedCopy } from './pseudonymised-copy.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { writeDuckDb } from './write-duckdb.ts';
import { writeParquet } from './write-parquet.ts';
import { writeXlsx } from './write-xlsx.ts';
import type { Misfit, Writing } from './writing.ts';

export const TARGETS = ['parquet', 'xlsx', 'duckdb'] as const;
export type Target = (typeof TARGETS)[number];

export interface Conversion {
  readonly bundle: string;
  readonly to: Target;
  /** A folder for Parquet, a file for the others. */
  readonly out: string;
  readonly force?: boolean | undefined;
  readonly memory?: string | undefined;
  /** Pseudonymises on the way. */
  readonly protection?: Protection | undefined;
  readonly signal: AbortSignal;
  /** Told what is being done, for a person who waits. */
  readonly onStep?: ((what: string) => void) | undefined;
}

export interface Converted {
  readonly tables: number;
  readonly rows: number;
  readonly misfits: readonly Misfit[];
}

const WRITERS: Readonly<Record<Target, (writing: Writing) => Promise<readonly Misfit[]>>> = {
  parquet: writeParquet,
  xlsx: writeXlsx,
  duckdb: writeDuckDb,
};

/**
 * Makes another format of a bundle, whole or not at all.
 * @throws ConfigError for what is no bundle or is there already, PublishingError for a full disk
 */
export async function convertBundle(request: Conversion): Promise<Converted> {
  const { to, out, force, memory, protection, signal } = request;
  const onStep = request.onStep ?? ((): void => undefined);
  const original = await readBundle(request.bundle, onStep);
  refuseInside(original.dir, out);
  return makeNew({ target: out, force }, (file) =>
    inScope(async (scope) => {
      let bundle = original;
      if (protection) {
        onStep('pseudonymising');
        const aside = await temporaryFolder();
        scope.onEnd(aside.remove);
        bundle = await pseudonymisedCopy(original, protection, aside.dir);
      }
      const misfits = await WRITERS[to]({ bundle, file, memory, signal, onStep });
      const rows = bundle.tables.reduce((sum, table) => sum + table.rows, 0);
      return { tables: bundle.tables.length, rows, misfits };
    }),
  );
}

/** A bundle with a file that its manifest does not list is whole no longer. */
export function refuseInside(dir: string, out: string): void {
  const relative = path.relative(dir, path.resolve(out));
  if (relative.split(path.sep)[0] === '..' || path.isAbsolute(relative)) return;
  throw new ConfigError({
    code: 'out-inside',
    message: 'what is made of a bundle does not go into its folder',
    hint: 'name another place with --out: a bundle holds what its manifest lists, and nothing else',
  });
}
