import { StoppedError } from '../problems/errors.ts';

/** @throws StoppedError once somebody wants an end */
export function refuseStopped(signal: AbortSignal, message = 'stopped by a signal'): void {
  if (signal.aborted) throw new StoppedError({ code: 'stopped', message });
}
