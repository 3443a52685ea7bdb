import { refuseForeignCurrent } from '../bundle/current.ts';
import type { Kept } from '../bundle/kept-staging.ts';
import { groupCanEnter } from '../bundle/open-to-group.ts';
import { Staging } from '../bundle/staging.ts';
import { sweepStaging } from '../bundle/sweep.ts';
import type { CurrentRun } from '../extract/current-run.ts';
import { refuseUnsafeOutput } from '../prepare/refuse-unsafe-output.ts';
import { showPath } from '../yaml/read.ts';
import { type Lock, acquireLock } from './lock.ts';
import { type Beginning, findResumable, keepStaging } from './resume.ts';
import type { Scope } from './scope.ts';

interface LockedFolder {
  readonly lock: Lock;
  /** The failed run that is gone on with. */
  readonly earlier: Kept | undefined;
}

/** The output folder is this run's alone, and without what dead runs left. */
export async function lockFolder(beginning: Beginning, scope: Scope): Promise<LockedFolder> {
  const { request, head, outDir } = beginning;
  const { site, signal, progress } = request;
  await refuseUnsafeOutput(site, outDir);
  const lock = await acquireLock(outDir, head.run, {
    signal,
    notice: (text) => progress.notice(text),
  });
  scope.onEnd(() => lock.release());
  if (lock.notice) progress.notice(lock.notice);
  const earlier = await findResumable(beginning);
  for (const name of await sweepStaging(outDir, earlier?.name)) {
    progress.notice(`removed ${name}, left by a run that did not end well`);
  }
  return { lock, earlier };
}

/** A folder for the bundle to grow in, under the lock of the output folder. */
export async function openStaging(
  beginning: Beginning,
  { lock, earlier }: LockedFolder,
  scope: Scope,
): Promise<Pick<CurrentRun, 'staging' | 'kept'>> {
  const { request, head, outDir } = beginning;
  const { site, progress } = request;
  const { group_readable: groupReadable, current, keep_failed: keepAtExit } = site.output;
  if (current) await refuseForeignCurrent(outDir);
  const staging = await Staging.open(outDir, head.run, {
    stillAllowed: () => lock.confirm(),
    groupReadable,
    recipients: site.output.encrypt_to,
    verify: request.verify,
    from: earlier?.name,
    keepAtExit,
  });
  scope.onEnd(() => staging.discard());
  if (groupReadable && !(await groupCanEnter(outDir))) {
    progress.notice(
      `warning: output.group_readable opens the bundles to the group, but ${showPath(outDir)} is closed to it; chmod g+rx opens it`,
    );
  }
  return { staging, kept: await keepStaging(beginning, staging, earlier) };
}
