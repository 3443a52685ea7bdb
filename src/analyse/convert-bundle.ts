import { ConfigError } from '../problems/errors.ts';
import { inScope } from '../run/scope.ts';
import type { BundleTables } from './bundle-tables.ts';
import { makeNew } from './new-file.ts';
import { readBundle } from './open-bundle.ts';
import { makePseudonymisedBundle } from './pseudonymised-bundle.ts';
import { type Pseudonymising, pseudonymisedCopy } from './pseudonymised-copy.ts';
import { refuseInside } from './refuse-inside.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { writeDuckDb } from './write-duckdb.ts';
import { writeParquet } from './write-parquet.ts';
import { writeXlsx } from './write-xlsx.ts';
import type { Misfit, Writing } from './writing.ts';

export const TARGETS = ['parquet', 'xlsx', 'duckdb', 'bundle'] as const;
export type Target = (typeof TARGETS)[number];

export interface Conversion {
  readonly bundle: string;
  readonly to: Target;
  /** A folder for Parquet and a bundle, a file for the others. */
  readonly out: string;
  readonly force?: boolean | undefined;
  readonly memory?: string | undefined;
  /** Pseudonymises on the way. */
  readonly pseudonymise?: Pseudonymising | undefined;
  readonly signal: AbortSignal;
  /** Told what is being done, for a person who waits. */
  readonly onStep?: ((what: string) => void) | undefined;
}

export interface Converted {
  readonly tables: number;
  readonly rows: number;
  readonly misfits: readonly Misfit[];
}

const WRITERS: Readonly<
  Record<Exclude<Target, 'bundle'>, (writing: Writing) => Promise<readonly Misfit[]>>
> = {
  parquet: writeParquet,
  xlsx: writeXlsx,
  duckdb: writeDuckDb,
};

/**
 * Makes another format of a bundle, or a bundle of pseudonyms, whole or not at all.
 * @throws ConfigError for what is no bundle or is there already, PublishingError for a full disk
 */
export async function convertBundle(request: Conversion): Promise<Converted> {
  const { out, force } = request;
  const onStep = request.onStep ?? ((): void => undefined);
  const write = writerFor({ ...request, onStep });
  const original = await readBundle(request.bundle, onStep);
  refuseInside(original.dir, out);
  return makeNew({ target: out, force }, async (file) => {
    if (request.pseudonymise) onStep('pseudonymising');
    const misfits = await write(original, file);
    const rows = original.tables.reduce((sum, table) => sum + table.rows, 0);
    return { tables: original.tables.length, rows, misfits };
  });
}

type Write = (original: BundleTables, file: string) => Promise<readonly Misfit[]>;

function writerFor(request: Conversion & Pick<Writing, 'onStep'>): Write {
  const { to, memory, pseudonymise, signal, onStep } = request;
  if (to === 'bundle') {
    if (!pseudonymise) throw plainCopy();
    return async (original, dir) => {
      await makePseudonymisedBundle({ ...pseudonymise, original, dir, signal });
      return [];
    };
  }
  return (original, file) =>
    inScope(async (scope) => {
      let bundle = original;
      if (pseudonymise) {
        const aside = await temporaryFolder();
        scope.onEnd(aside.remove);
        const place = { dir: aside.dir, signal };
        bundle = await pseudonymisedCopy(original, pseudonymise.protection, place);
      }
      return WRITERS[to]({ bundle, file, memory, signal, onStep });
    });
}

function plainCopy(): ConfigError {
  return new ConfigError({
    code: 'plain-copy',
    message: 'a bundle is made of a bundle only to pseudonymise it',
    hint: 'say --pseudonymise --site FILE; to have a bundle twice, copy its folder',
  });
}
