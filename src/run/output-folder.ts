import { refuseForeignCurrent } from '../bundle/current.ts';
import { groupCanEnter } from '../bundle/open-to-group.ts';
import { Staging } from '../bundle/staging.ts';
import { sweepStaging } from '../bundle/sweep.ts';
import type { RunRequest } from '../extract/current-run.ts';
import { refuseUnsafeOutput } from '../prepare/refuse-unsafe-output.ts';
import { showPath } from '../yaml/read.ts';
import { type Lock, acquireLock } from './lock.ts';
import type { Scope } from './scope.ts';

/** The output folder is this run's alone, and without what dead runs left. */
export async function lockFolder(
  { site, outDir = site.output.dir, signal, progress }: RunRequest,
  id: string,
  scope: Scope,
): Promise<Lock> {
  await refuseUnsafeOutput(site, outDir);
  const lock = await acquireLock(outDir, id, { signal, notice: (text) => progress.notice(text) });
  scope.onEnd(() => lock.release());
  if (lock.notice) progress.notice(lock.notice);
  for (const name of await sweepStaging(outDir)) {
    progress.notice(`removed ${name}, left by a run that did not end`);
  }
  return lock;
}

/** A folder for the bundle to grow in, under the lock of the output folder. */
export async function openStaging(
  { site, outDir = site.output.dir, progress }: RunRequest,
  id: string,
  { lock, scope }: { readonly lock: Lock; readonly scope: Scope },
): Promise<Staging> {
  const { group_readable: groupReadable, current } = site.output;
  if (current) await refuseForeignCurrent(outDir);
  const staging = await Staging.open(outDir, id, {
    stillAllowed: () => lock.confirm(),
    groupReadable,
    recipients: site.output.encrypt_to,
  });
  scope.onEnd(() => staging.discard());
  if (groupReadable && !(await groupCanEnter(outDir))) {
    progress.notice(
      `warning: output.group_readable opens the bundles to the group, but ${showPath(outDir)} is closed to it; chmod g+rx opens it`,
    );
  }
  return staging;
}
