import { PublishingError } from '../problems/errors.ts';
import { fitting } from './output.ts';
import { type Line, printLines, screen } from './terminal.ts';

/** A reader that has seen enough (`| head`) is no fault. */
const READER_GONE = new Set(['EPIPE', 'ECONNRESET', 'EOF', 'ERR_STREAM_DESTROYED']);

/** Why standard output could not be written. */
let lost: NodeJS.ErrnoException | undefined;
/** Set when the product is a bundle, and standard output only tells of it. */
let onlyTold = false;

/**
 * Keeps a stream that cannot be written from ending the process. Standard error is a log, and
 * nothing depends on it; what standard output lost is judged at the end, by `checkOutput`.
 */
export function guardStreams(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!READER_GONE.has(error.code ?? '')) lost ??= error;
  });
}

/**
 * Tells on standard output of a product that is elsewhere: losing this is no fault. A text is
 * broken to the width of a terminal; a line is as it is to be.
 */
export function tell(...lines: readonly (string | Line)[]): void {
  onlyTold = true;
  const columns = screen()?.columns ?? Infinity;
  const toLines = (text: string): Line[] => fitting(text, columns).map((line) => ({ text: line }));
  printLines(lines.flatMap((line) => (typeof line === 'string' ? toLines(line) : [line])));
}

/** Waits until what was written to standard output and standard error has left the process. */
async function flushStreams(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => {
      stream.write('', () => resolve());
    });
  }
}

/**
 * Whether standard output holds what the command made. A reader that went away changes nothing of
 * the exit code.
 * @throws PublishingError when some of it was lost, as on a full disk.
 */
export async function checkOutput(): Promise<void> {
  await flushStreams();
  if (lost === undefined || onlyTold) return;
  const code = lost.code ?? 'unknown';
  throw new PublishingError({
    code: 'output-lost',
    message: `standard output cannot be written: ${code === 'ENOSPC' ? 'the disk is full' : code}`,
    hint: 'free some space, or write to another place. Where the command made files or a bundle, they stand',
    cause: lost,
  });
}

/** Ends the process once its output has left it. */
export async function endProcess(code: number | string): Promise<never> {
  await flushStreams();
  process.exit(code);
}
