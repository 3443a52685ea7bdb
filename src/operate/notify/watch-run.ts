import type { RunRequest } from '../../extract/current-run.ts';
import { alsoTelling } from '../../extract/progress.ts';
import { StoppedError } from '../../problems/errors.ts';
import type { RunResult } from '../../run/run-result.ts';
import { runExtract } from '../../run/run.ts';
import type { Notify } from '../../site/notify.ts';
import { noticeOfError, noticeOfResult } from './make-notice.ts';
import type { Notice } from './notice.ts';
import { announceStart, sendNotice, showUndelivered } from './send-notice.ts';

/** A line for the log. */
export type Tell = (text: string) => void;

/**
 * Time that a run which is stopped has to end by itself, before it is told that it was stopped: a
 * driver may be deaf while it connects, and four seconds are all there is (src/cli/signals.ts).
 */
const PATIENCE_MS = 1000;

/**
 * A run, and notices of how it ended to whoever the site file names. The run ends as it would
 * without them.
 * @throws SsdError as the run does
 */
export async function watchRun(request: RunRequest, tell: Tell): Promise<RunResult> {
  const { site, signal } = request;
  const { notify } = site;
  if (!notify) return runExtract(request);
  const started = new Date();
  const atWork = new Set<string>();
  const announced = announceStart(notify, site.site, signal);
  const send = async (notice: Notice): Promise<void> => {
    for (const failed of await announced) tell(showUndelivered(failed));
    // once the run was stopped, its signal would stop the notice of that as well
    await tellOthers(notify, notice, tell, signal.aborted ? undefined : signal);
  };
  let failure: Promise<void> | undefined;
  const sendFailure = (error: unknown): Promise<void> =>
    (failure ??= send(noticeOfError(site, error, { started, atWork: [...atWork] })));
  const patience = afterAbort(signal, PATIENCE_MS, () => void sendFailure(stopped()));
  try {
    const progress = alsoTelling(request.progress, {
      object: (name) => atWork.add(name),
      finished: (name) => atWork.delete(name),
    });
    const result = await runExtract({ ...request, progress });
    patience.end();
    await failure;
    await send(noticeOfResult(site, result));
    return result;
  } catch (error) {
    patience.end();
    await sendFailure(error);
    throw error;
  }
}

function stopped(): StoppedError {
  return new StoppedError({ code: 'stopped', message: 'the run was stopped' });
}

/** Acts some time after the signal, unless it is ended before. */
function afterAbort(
  signal: AbortSignal,
  milliseconds: number,
  act: () => void,
): { readonly end: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const wait = (): void => {
    timer = setTimeout(act, milliseconds);
  };
  signal.addEventListener('abort', wait, { once: true });
  return {
    end: () => {
      signal.removeEventListener('abort', wait);
      clearTimeout(timer);
    },
  };
}

/** Sends a notice; what is not delivered is told in the log. */
export async function tellOthers(
  notify: Notify,
  notice: Notice,
  tell: Tell,
  stop?: AbortSignal,
): Promise<void> {
  for (const failed of await sendNotice(notify, notice, stop)) tell(showUndelivered(failed));
}
