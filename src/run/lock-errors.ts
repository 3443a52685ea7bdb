import { LockedError } from '../problems/errors.ts';
import type { Holder } from './holder.ts';

export function showHolder(holder: Holder | undefined): string {
  return holder
    ? `process ${holder.pid} on ${holder.host}, since ${holder.started}`
    : 'another process';
}

export function locked(holder: Holder | undefined): LockedError {
  return new LockedError({
    code: 'locked',
    message: `another run holds the output folder: ${showHolder(holder)}`,
    hint: 'wait until it ends, then run again. The lock of a run that has died is taken over by itself',
  });
}

export function lost(holder: Holder | undefined): LockedError {
  return new LockedError({
    code: 'lock-lost',
    message: `this run lost its lock of the output folder${holder ? ` to ${showHolder(holder)}` : ''}; it has published nothing`,
    hint: 'it was suspended, or cut off from the disk, for so long that it was taken for dead, or somebody deleted its lock: run again, on a machine that does not go to sleep',
  });
}
