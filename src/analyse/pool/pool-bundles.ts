import fs from 'node:fs/promises';
import path from 'node:path';
import { isThere } from '../../files/is-there.ts';
import { DATA_DIR } from '../../prepare/paths.ts';
import { usableSpec } from '../../prepare/usable-spec.ts';
import { ConfigError, SsdError } from '../../problems/errors.ts';
import { LOCK, acquireLock } from '../../run/lock.ts';
import { newRunId } from '../../run/run-id.ts';
import { type Scope, inScope } from '../../run/scope.ts';
import { showPath } from '../../yaml/read.ts';
import { refuseInside } from '../refuse-inside.ts';
import { refuseStopped } from '../stopped.ts';
import type { Misfit } from '../writing.ts';
import { catalogues } from './catalogue.ts';
import { type Choice, type Fate, chooseBundles, isTaken } from './choose.ts';
import { STAGE, type Stage, openStage, recover } from './commit.ts';
import { type OfferedBundle, readOffered } from './offered-bundle.ts';
import {
  type Entry,
  type PoolObjects,
  type PoolRecord,
  RECORD,
  nightOf,
  partPath,
  readRecord,
  showRecord,
} from './record.ts';
import { tellReconciled } from './tell-reconciled.ts';
import { changedObjects, keyFields, unite } from './unite.ts';
import { type Staging, stageAgain, stageBundle } from './write-parts.ts';

const STOPPED = 'stopped by a signal; the pool is as it was';

export interface Pooling {
  /** Folders of bundles. */
  readonly bundles: readonly string[];
  readonly out: string;
  readonly memory?: string | undefined;
  readonly signal: AbortSignal;
  /** Told what is being done, for a person who waits. */
  readonly onStep?: ((what: string) => void) | undefined;
}

export interface Pooled {
  readonly fates: readonly PooledBundle[];
  /** Bundles of which nothing was taken, and why. */
  readonly refused: readonly { readonly bundle: string; readonly error: SsdError }[];
  /** How editions differ, in sentences. */
  readonly reconciled: readonly string[];
  /** Parts that were there and were written with other columns. */
  readonly rewritten: number;
  readonly misfits: readonly Misfit[];
  /** A pool that was killed was finished first. */
  readonly recovered: boolean;
  readonly record: PoolRecord;
}

export interface PooledBundle {
  readonly bundle: string;
  readonly authority: string;
  readonly asOf: string;
  readonly fate: Fate;
}

/**
 * Takes bundles into a pool, each whole or not at all; all that are taken are seen at once, at the
 * end. A bundle that cannot be taken does not keep the others out.
 * @throws ConfigError for a folder that is no pool, LockedError when another process pools into it,
 * PublishingError when the disk fails: the pool is then as it was
 */
export async function poolBundles(request: Pooling): Promise<Pooled> {
  const { bundles, out, signal } = request;
  const onStep = request.onStep ?? ((): void => undefined);
  for (const bundle of bundles) refuseInside(bundle, out);
  await refuseForeign(out);
  return inScope(async (scope) => {
    const lock = await acquireLock(out, newRunId(new Date()), { signal, notice: onStep });
    scope.onEnd(() => lock.release());
    const recovered = await recover(out);
    const record = readRecord(out) ?? EMPTY;
    const { offered, refused } = await readAll(request, record, onStep);
    const choices = await chooseBundles(record.bundles, offered, (entry) => isWhole(out, entry));
    const taken = choices.filter(isTaken).map(({ bundle }) => bundle);
    const stage = { request, onStep, record, taken, confirm: () => lock.confirm() };
    const done = taken.length > 0 ? await take(scope, stage) : { ...NOTHING, record };
    return { ...done, fates: choices.map(showFate), refused, recovered };
  });
}

const EMPTY: PoolRecord = { pseudonymised: false, objects: {}, bundles: [] };

type Done = Pick<Pooled, 'reconciled' | 'rewritten' | 'misfits' | 'record'>;
const NOTHING = { reconciled: [], rewritten: 0, misfits: [] };

interface Taking {
  readonly request: Pooling;
  readonly onStep: (what: string) => void;
  readonly record: PoolRecord;
  readonly taken: readonly OfferedBundle[];
  readonly confirm: () => Promise<void>;
}

async function take(scope: Scope, taking: Taking): Promise<Done> {
  const { request, onStep, record, taken, confirm } = taking;
  const { out: dir, memory, signal } = request;
  const stage: Stage = await openStage(dir);
  scope.onEnd(stage.end);
  const staging: Staging = { dir, staged: stage.staged, memory, signal, onStep };
  const objects = unite(record.objects, taken, keyFields(usableSpec(DATA_DIR), taken));
  const changed = changedObjects(record.objects, objects);
  const nights = new Set(taken.map(({ identity }) => nightOf(identity)));
  const staying = record.bundles.filter((entry) => !nights.has(nightOf(entry)));
  const replaced = record.bundles.filter((entry) => nights.has(nightOf(entry)));
  const older = await stageAgain(staging, staying, record.objects, objects, changed);
  const { entries, misfits } = await stageAll(staging, taken, objects);
  const after: PoolRecord = {
    pseudonymised: taken[0]?.manifest.pseudonymised !== undefined,
    objects,
    bundles: [...older, ...entries],
  };
  const again = older.flatMap((entry) => pathsOf(entry, changed));
  const files = [...again, ...entries.flatMap((entry) => pathsOf(entry))];
  const kept = new Set(files);
  onStep('naming the new files');
  await stage.commit(
    {
      files,
      removes: replaced.flatMap((entry) => pathsOf(entry)).filter((file) => !kept.has(file)),
      texts: [...catalogues(after), [RECORD, showRecord(after)]],
    },
    confirm,
  );
  const reconciled = tellReconciled(record.objects, objects, taken);
  return { record: after, reconciled, rewritten: again.length, misfits };
}

async function stageAll(
  staging: Staging,
  taken: readonly OfferedBundle[],
  objects: PoolObjects,
): Promise<{ readonly entries: Entry[]; readonly misfits: Misfit[] }> {
  const entries: Entry[] = [];
  const misfits = new Map<string, Misfit>();
  for (const bundle of taken) {
    refuseStopped(staging.signal, STOPPED);
    const staged = await stageBundle(staging, bundle, objects);
    entries.push({ ...bundle.identity, parts: staged.parts });
    for (const { object, field, count } of staged.misfits) {
      const so = misfits.get(`${object}.${field}`)?.count ?? 0;
      misfits.set(`${object}.${field}`, { object, field, count: so + count });
    }
  }
  return { entries, misfits: [...misfits.values()] };
}

/** Reads what is offered; what cannot be taken is set aside with its reason. */
async function readAll(
  { bundles, signal }: Pooling,
  record: PoolRecord,
  onStep: (what: string) => void,
): Promise<{ readonly offered: OfferedBundle[] } & Pick<Pooled, 'refused'>> {
  const offered: OfferedBundle[] = [];
  const refused: { bundle: string; error: SsdError }[] = [];
  let pseudonymised = record.bundles.length > 0 ? record.pseudonymised : undefined;
  for (const bundle of bundles) {
    refuseStopped(signal, STOPPED);
    try {
      const read = await readOffered(bundle, (what) => onStep(`${what}: ${showPath(bundle)}`));
      const isPseudonymised = read.manifest.pseudonymised !== undefined;
      pseudonymised ??= isPseudonymised;
      if (pseudonymised !== isPseudonymised) throw mixed(bundle, pseudonymised);
      offered.push(read);
    } catch (error) {
      if (!(error instanceof SsdError)) throw error;
      refused.push({ bundle, error });
    }
  }
  return { offered, refused };
}

function pathsOf(entry: Entry, objects: readonly string[] = Object.keys(entry.parts)): string[] {
  return objects.filter((object) => object in entry.parts).map((object) => partPath(object, entry));
}

function showFate({ bundle: { dir, identity }, fate }: Choice): PooledBundle {
  return { bundle: dir, authority: identity.authority, asOf: identity.as_of, fate };
}

/** By their sizes: hashing all of them each time would read the whole pool. */
async function isWhole(dir: string, entry: Entry): Promise<boolean> {
  for (const [object, { bytes }] of Object.entries(entry.parts)) {
    const stat = await fs.stat(path.join(dir, partPath(object, entry))).catch(() => undefined);
    if (stat?.size !== bytes) return false;
  }
  return true;
}

/** @throws ConfigError for a folder that holds something, and is no pool */
async function refuseForeign(out: string): Promise<void> {
  if (!(await isThere(out))) return;
  const names = await fs.readdir(out).catch(() => undefined);
  const isOurs = names?.some((name) => name === RECORD || name === STAGE);
  if (isOurs || names?.every((name) => name.startsWith(LOCK))) return;
  throw new ConfigError({
    code: 'pool-not-ours',
    message: `${showPath(out)} ${names ? `holds other things, and no ${RECORD}: it is no pool` : 'is not a folder that can be read'}`,
    hint: 'name a pool with --out, or a folder that is empty or not there yet',
  });
}

function mixed(bundle: string, pseudonymised: boolean): ConfigError {
  const [own, others] = pseudonymised ? ['is not', 'are'] : ['is', 'are not'];
  return new ConfigError({
    code: 'pool-mixed',
    message: `${showPath(bundle)} ${own} pseudonymised, and the others of this pool ${others}`,
    hint: 'keep two pools. A plain bundle becomes one of pseudonyms by ssd-extract convert --to bundle --pseudonymise',
  });
}
