import { ExitCode } from '../problems/errors.ts';
import { complain } from './terminal.ts';

/** A closed console arrives as SIGHUP; SIGBREAK is Ctrl+Break on Windows. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const;

/**
 * Time to cancel queries and tidy up. Windows allows a closed console five seconds, Docker a
 * stopped container ten.
 */
const GRACE_MS = 4000;

const stopping = new AbortController();
let mayTidy = false;
/** Signals that reached this process, and signals that the launcher passed on. */
const heard = { here: 0, passedOn: 0 };

/**
 * Makes signals, and the end of the launcher, stop the command: one that has asked for `stopSignal`
 * may tidy up first, any other ends at once.
 */
export function guardSignals(): void {
  for (const signal of SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      heard.here++;
      stop();
    });
  }
  if (process.env['SSD_EXTRACT_LAUNCHER'] !== undefined) listenToLauncher();
}

/** Aborts when the process is to stop; the second signal, or too long a pause, ends it at once. */
export function stopSignal(): AbortSignal {
  mayTidy = true;
  return stopping.signal;
}

function listenToLauncher(): void {
  delete process.env['SSD_EXTRACT_LAUNCHER'];
  process.on('message', () => {
    heard.passedOn++;
    stop();
  });
  process.on('disconnect', stop);
  // waiting for the launcher is no reason to live on
  process.channel?.unref();
  if (!process.connected) stop();
}

/** A terminal's Ctrl+C reaches us and the launcher, which passes it on: that is one, not two. */
function stop(): void {
  if (!mayTidy || Math.max(heard.here, heard.passedOn) > 1) process.exit(ExitCode.stopped);
  if (stopping.signal.aborted) return;
  complain('stopping: tidying up (once more to stop at once)');
  setTimeout(() => process.exit(ExitCode.stopped), GRACE_MS).unref();
  stopping.abort();
}
