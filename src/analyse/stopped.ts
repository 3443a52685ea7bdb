import { StoppedError } from '../problems/errors.ts';

/** Somebody wanted an end; `cause` is what a library made of it. */
export function stopped(cause?: unknown, message = 'stopped by a signal'): StoppedError {
  return new StoppedError({ code: 'stopped', message, cause });
}

/** @throws StoppedError once somebody wants an end */
export function refuseStopped(signal: AbortSignal, message?: string): void {
  if (signal.aborted) throw stopped(undefined, message);
}
