import { spawn } from 'node:child_process';
import { ExitCode } from '../../problems/errors.ts';
import type { Launcher } from './launcher.ts';

/** Time that a run has to tidy up once it is asked to stop; it allows itself four seconds. */
const GRACE_MS = 15_000;

export interface RunOrder {
  readonly launcher: Launcher;
  /** Of the site; absolute. */
  readonly site: string;
  /** Milliseconds. */
  readonly stopAfter: number;
  readonly signal: AbortSignal;
}

export interface RunEnd {
  /** `ended with 0` */
  readonly how: string;
  /** The run could not tell anybody itself: the system ended it, or it never began. */
  readonly silent: boolean;
}

/**
 * Makes one run in a process of its own, so that no leak, no fault and no memory limit of a run
 * touches the scheduler or the next run. It is stopped in order when its time is up or the signal
 * comes, and stops by itself when this process is gone.
 */
export function startRun({ launcher, site, stopAfter, signal }: RunOrder): Promise<RunEnd> {
  return new Promise((resolve) => {
    // the same channel as the launcher's (src/cli/signals.ts): Windows has no signals to send
    const child = spawn(launcher.node, [launcher.script, 'run', '--site', site], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, SSD_EXTRACT_LAUNCHER: String(process.pid) },
      windowsHide: true,
    });
    let timeIsUp = false;
    let kill: NodeJS.Timeout | undefined;
    const stop = (): void => {
      if (child.connected) child.send({ signal: 'SIGTERM' }, () => undefined);
      kill ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    };
    const limit = setTimeout(() => {
      timeIsUp = true;
      stop();
    }, stopAfter);
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const end = (facts: RunEnd): void => {
      clearTimeout(limit);
      clearTimeout(kill);
      signal.removeEventListener('abort', stop);
      resolve(facts);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      end({ how: `could not be started (${error.code ?? error.name})`, silent: true });
    });
    child.on('exit', (code, by) => {
      const why = timeIsUp ? ', stopped since its time was up' : '';
      end({ how: `ended with ${code ?? by ?? 'no exit code'}${why}`, silent: !isOurs(code) });
    });
  });
}

/** An exit code of ours comes after the notices. */
function isOurs(code: number | null): boolean {
  return Object.values<number | null>(ExitCode).includes(code);
}
