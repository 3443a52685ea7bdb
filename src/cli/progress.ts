import type { Facts, Progress } from '../extract/progress.ts';
import { duration, plural } from './output.ts';
import { visible } from './terminal.ts';

/** How much a person wants to read while a run works. */
export interface Talk {
  /** Steps, waits and the text of queries, too. */
  readonly verbose?: boolean | undefined;
  /** Warnings only. */
  readonly quiet?: boolean | undefined;
}

/**
 * Progress on standard error: one line that is rewritten on a terminal, a plain line an object
 * otherwise.
 */
export function terminalProgress(
  { verbose, quiet }: Talk = {},
  stream: NodeJS.WriteStream = process.stderr,
): Progress {
  if (quiet) return new QuietProgress(stream);
  if (verbose) return new VerboseProgress(stream);
  return stream.isTTY ? new LiveProgress(stream) : new PlainProgress(stream);
}

class PlainProgress implements Progress {
  readonly #stream: NodeJS.WriteStream;
  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }
  notice(text: string): void {
    this.#stream.write(`${visible(text)}\n`);
  }
  object(): void {
    // a line is written when the object is finished
  }
  rows(): void {
    // a log has no use for every batch
  }
  finished(name: string, rows: number, milliseconds: number): void {
    this.#stream.write(`${visible(name)}: ${plural(rows, 'row')}, ${duration(milliseconds)}\n`);
  }
}

/** For schedulers: nothing but what somebody should read. */
class QuietProgress extends PlainProgress {
  override notice(text: string): void {
    if (text.startsWith('warning')) super.notice(text);
  }
  override finished(): void {
    // all went well
  }
}

/** Every step, as the log of the run has it, and the text of each query. */
class VerboseProgress extends PlainProgress {
  readonly wantsSql = true;
  detail(event: string, { sql, ...facts }: Facts): void {
    const shown = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
    super.notice([`${event}: ${shown.join(', ')}`, ...(sql === undefined ? [] : [sql])].join('\n'));
  }
}

class LiveProgress implements Progress {
  readonly #stream: NodeJS.WriteStream;
  #place = '';
  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }
  notice(text: string): void {
    this.#stream.write(`\r\x1b[K${visible(text)}\n`);
  }
  object(name: string, done: number, total: number): void {
    this.#place = `${done + 1}/${total}`;
    this.#stream.write(`\r\x1b[K${this.#place} ${visible(name)}`);
  }
  rows(name: string, rows: number): void {
    this.#stream.write(`\r\x1b[K${this.#place} ${visible(name)}: ${plural(rows, 'row')}`);
  }
  finished(): void {
    this.#stream.write('\r\x1b[K');
  }
}
