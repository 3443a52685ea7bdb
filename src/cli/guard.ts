import { CommanderError } from 'commander';
import { ExitCode, SsdError } from '../problems/errors.ts';
import { showProblem } from '../problems/problem.ts';

const MOST_PROBLEMS = 50;

/**
 * Tells an error in the user's words and ends the process. Only a fault of ours mentions a stack,
 * and only when asked.
 */
export function reportAndExit(error: unknown): never {
  if (error instanceof CommanderError) {
    process.exit(error.exitCode === 0 ? ExitCode.done : ExitCode.config);
  }
  if (error instanceof SsdError) {
    console.error(showError(error));
    process.exit(error.exitCode);
  }
  const name = error instanceof Error ? error.name : typeof error;
  console.error(
    `This is a fault of ssd-extract itself (${name}). The last good bundle is as it was.`,
  );
  if (process.env['SSD_EXTRACT_DEBUG'] === '1') {
    console.error(error);
  } else {
    console.error(
      '    Set SSD_EXTRACT_DEBUG=1 to see where it happened; what is shown then may hold data, so do not send it on unread.',
    );
  }
  process.exit(ExitCode.extraction);
}

export function showError(error: SsdError): string {
  const problems = error.problems
    .slice(0, MOST_PROBLEMS)
    .map((problem) => `  ${showProblem(problem).replaceAll('\n', '\n  ')}`);
  const more =
    error.problems.length > MOST_PROBLEMS
      ? [`  and ${error.problems.length - MOST_PROBLEMS} more`]
      : [];
  const hint = error.hint ? [`    ${error.hint}`] : [];
  return [`error: ${error.message} [${error.code}]`, ...problems, ...more, ...hint].join('\n');
}

/**
 * A signal that SIGINT and SIGTERM abort, so that a run can tidy up; the second one ends the
 * process at once.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(ExitCode.stopped);
    controller.abort();
    console.error('stopping: tidying up (once more to stop at once)');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}
