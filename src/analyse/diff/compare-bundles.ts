import os from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ConfigError } from '../../problems/errors.ts';
import { didYouMean } from '../../problems/suggest.ts';
import { inScope } from '../../run/scope.ts';
import type { BundleTables } from '../bundle-tables.ts';
import { engineFault } from '../engine-fault.ts';
import { startEngine } from '../engine.ts';
import { mountBundle, readBundle } from '../open-bundle.ts';
import { refuseStopped } from '../stopped.ts';
import {
  type BundleDiff,
  type ObjectDiff,
  type RowCounts,
  type Side,
  type Sides,
  isSame,
  movedRows,
} from './bundle-diff.ts';
import { PLACES, compareObject, onlyInOne } from './compare-objects.ts';
import { notesOn, refuseOtherNames } from './notes.ts';

export interface Comparison {
  readonly a: string;
  readonly b: string;
  /** Only these objects. */
  readonly only?: readonly string[] | undefined;
  /** Memory that DuckDB may take, as it spells it. */
  readonly memory?: string | undefined;
  readonly signal: AbortSignal;
  /** Told what is being done, for a person who waits. */
  readonly onStep?: ((what: string) => void) | undefined;
}

/** With it the whole process stays below 1 GB: DuckDB counts neither buffers of files nor Node. */
export const DIFF_MEMORY = '500MB';

/** Each reads with buffers of its own. */
const MOST_THREADS = 2;

/**
 * Compares two bundles, one object after the other; both are held against their manifests first.
 * @throws ConfigError for what is no bundle, and for two that have nothing to compare
 */
export async function compareBundles(request: Comparison): Promise<BundleDiff> {
  const { onStep = (): void => undefined } = request;
  const bundles = {
    a: await readBundle(request.a, (what) => onStep(`A: ${what}`)),
    b: await readBundle(request.b, (what) => onStep(`B: ${what}`)),
  };
  refuseOtherNames(bundles);
  const names = chooseObjects(bundles, request.only);
  const objects = (await compareObjects(request, bundles, names)).toSorted(heavierFirst);
  return {
    format: 1,
    status: objects.every(isSame) ? 'same' : 'differs',
    a: sideOf(request.a, bundles.a),
    b: sideOf(request.b, bundles.b),
    notes: notesOn(bundles),
    rows: sumOf(objects),
    objects,
  };
}

const namesOf = ({ tables }: BundleTables): string[] => tables.map(({ object }) => object);

/** All objects of either bundle, or those that were asked for. */
function chooseObjects({ a, b }: Sides<BundleTables>, only?: readonly string[]): string[] {
  const known = [...new Set([...namesOf(a), ...namesOf(b)])];
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new ConfigError({
      code: 'unknown-object',
      message: `there is no object "${unknown}" in either bundle`,
      hint: didYouMean(unknown, known),
    });
  }
  const chosen = known.filter((name) => only?.includes(name) ?? true);
  const isIn = (bundle: BundleTables, name: string): boolean => namesOf(bundle).includes(name);
  if (chosen.some((name) => isIn(a, name) && isIn(b, name))) return chosen;
  throw new ConfigError({
    code: 'nothing-in-common',
    message: `the bundles have no object in common${only ? ' of those that --only names' : ''}`,
    hint: 'ssd-extract query BUNDLE "from tables" lists the objects of a bundle',
  });
}

async function compareObjects(
  { memory, signal, onStep }: Comparison,
  bundles: Sides<BundleTables>,
  names: readonly string[],
): Promise<ObjectDiff[]> {
  return inScope(async (scope) => {
    const threads = Math.min(MOST_THREADS, os.availableParallelism());
    const engine = await startEngine({ memory: memory ?? DIFF_MEMORY, threads, signal });
    scope.onEnd(engine.close);
    const { connection } = engine;
    await mountBundle(connection, bundles.a, PLACES.a);
    await mountBundle(connection, bundles.b, PLACES.b);
    const objects: ObjectDiff[] = [];
    for (const name of names) {
      refuseStopped(signal);
      onStep?.(`comparing ${name}`);
      objects.push(await compareNamed(connection, name, bundles));
    }
    return objects;
  });
}

async function compareNamed(
  connection: DuckDBConnection,
  name: string,
  bundles: Sides<BundleTables>,
): Promise<ObjectDiff> {
  const of = ({ tables }: BundleTables) => tables.find(({ object }) => object === name);
  const [a, b] = [of(bundles.a), of(bundles.b)];
  if (!a || !b) return onlyInOne(name, bundles);
  try {
    return await compareObject(connection, { a, b }, bundles);
  } catch (error) {
    throw engineFault(error, { reading: name });
  }
}

function heavierFirst(one: ObjectDiff, other: ObjectDiff): number {
  return (
    movedRows(other) - movedRows(one) ||
    Number(isSame(one)) - Number(isSame(other)) ||
    one.object.localeCompare(other.object, 'en')
  );
}

function sumOf(objects: readonly ObjectDiff[]): RowCounts {
  const of = (count: keyof RowCounts): number =>
    objects.reduce((sum, object) => sum + object[count], 0);
  return {
    added: of('added'),
    removed: of('removed'),
    changed: of('changed'),
    unchanged: of('unchanged'),
  };
}

function sideOf(bundle: string, { manifest }: BundleTables): Side {
  const { run, site, cms, spec, asOf } = manifest;
  return { bundle, run, site, cms, spec: spec.version, asOf };
}
