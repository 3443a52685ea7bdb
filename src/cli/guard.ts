import fs from 'node:fs';
import { CommanderError } from 'commander';
import { PROGRAM_DIR } from '../prepare/paths.ts';
import { ExitCode, SsdError } from '../problems/errors.ts';
import { framesOf } from '../problems/frames.ts';
import { oneLine, showProblem } from '../problems/problem.ts';
import { complain, complainInFull } from './terminal.ts';

const MOST_PROBLEMS = 50;
/** What is done after a fault that nobody caught must not keep the process alive. */
const LAST_WORDS_MS = 20_000;

type LastWords = (error: unknown) => Promise<void>;
let lastWords: LastWords | undefined;

/** Says what is done, after its message, when a fault that nobody caught ends the process. */
export function onFault(act: LastWords): void {
  lastWords = act;
}

/**
 * Nothing that nobody caught ends the process in Node's own way, with a stack trace and the code
 * that means findings. Work that waits for nothing any more, and so would end without a word, is a
 * fault as well.
 */
export function guardExits(): { readonly done: () => void } {
  let done = false;
  const uncaught = (error: unknown): void => {
    done = true;
    const code = report(error);
    const act = lastWords;
    // a second fault, perhaps of these very words, ends at once
    lastWords = undefined;
    if (act === undefined) process.exit(code);
    setTimeout(() => process.exit(code), LAST_WORDS_MS);
    void act(error).finally(() => process.exit(code));
  };
  process.once('beforeExit', () => {
    if (!done) uncaught(new Error('the work stopped before its end'));
  });
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);
  process.on('exit', (code) => {
    if (done || code !== ExitCode.done) return;
    process.exitCode = report(new Error('the work stopped before its end'));
  });
  return {
    done: () => {
      done = true;
    },
  };
}

/**
 * Core files and Node's reports would hold the environment, with its passwords, and rows. Reports
 * are turned off; a core file, where Linux writes one, is left without its memory.
 */
export function keepMemoryPrivate(): void {
  Object.assign(process.report, {
    reportOnFatalError: false,
    reportOnSignal: false,
    reportOnUncaughtException: false,
    excludeEnv: true,
  });
  if (process.platform !== 'linux') return;
  try {
    fs.writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // not every kernel lets a process choose; docs/operations.md says how the machine does
  }
}

/**
 * Tells an error in the user's words and gives the exit code. Only a fault of ours mentions a
 * stack, and only when asked.
 */
export function report(error: unknown): ExitCode {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? ExitCode.done : ExitCode.config;
  }
  if (error instanceof SsdError) {
    complain(showError(error));
    return error.exitCode;
  }
  const name = error instanceof Error ? error.name : typeof error;
  complain(
    `This is a fault of ssd-extract itself (${name}). No bundle is half: what stands in the output folder under a bundle's name is whole.`,
  );
  const frames = framesOf(error, PROGRAM_DIR);
  if (frames.length > 0) complain(`    where: ${frames.join(', ')}`);
  if (process.env['SSD_EXTRACT_DEBUG'] === '1') {
    complainInFull(error);
  } else {
    complain(
      '    Please report it with these lines, which hold no data (README, "When something goes wrong"). SSD_EXTRACT_DEBUG=1 shows what the error says, too; that may hold data, so do not send it on unread.',
    );
  }
  return ExitCode.extraction;
}

export function showError(error: SsdError): string {
  const problems = error.problems
    .slice(0, MOST_PROBLEMS)
    .map((problem) => `  ${showProblem(problem).replaceAll('\n', '\n  ')}`);
  const more =
    error.problems.length > MOST_PROBLEMS
      ? [`  and ${error.problems.length - MOST_PROBLEMS} more`]
      : [];
  const hint = error.hint ? [`    ${oneLine(error.hint)}`] : [];
  return [`error: ${oneLine(error.message)} [${error.code}]`, ...problems, ...more, ...hint].join(
    '\n',
  );
}
