import type { Facts, Progress } from '../extract/progress.ts';
import { Activity } from './activity.ts';
import { columnsOf, fitting } from './output.ts';
import { StatusLine } from './status-line.ts';
import { painted, visible } from './terminal.ts';

/** How much a person wants to read while a run works. */
export interface Talk {
  /** Steps, waits and the text of queries, too. */
  readonly verbose?: boolean | undefined;
  /** Warnings only. */
  readonly quiet?: boolean | undefined;
  /** Lines of JSON, for programs. */
  readonly json?: boolean | undefined;
}

/** Progress on a stream, which is left tidy at the end. */
export interface ShownProgress extends Progress {
  end(): void;
}

/** A log that says nothing for longer looks like a run that hangs. */
const SILENCE_MS = 10_000;
/** Rows of an object are told to programs so often. */
const ROWS_MS = 1000;

/**
 * Progress on standard error: on a terminal a line an object, and below a status line that is
 * rewritten; elsewhere plain lines with times, one every ten seconds at least.
 */
export function terminalProgress(
  { verbose, quiet, json }: Talk = {},
  stream: NodeJS.WriteStream = process.stderr,
): ShownProgress {
  if (json) return new JsonProgress(stream);
  if (quiet) return new QuietProgress(stream);
  if (verbose) return new VerboseProgress(stream);
  return stream.isTTY ? new LiveProgress(stream) : new PlainProgress(stream);
}

class PlainProgress implements ShownProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #activity = new Activity();
  readonly #timer: NodeJS.Timeout;
  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#timer = setInterval(() => this.stillThere(), SILENCE_MS).unref();
  }
  notice(text: string): void {
    this.#stream.write(`${clock()} ${visible(text)}\n`);
    this.#timer.refresh();
  }
  step(what: string): void {
    this.#activity.step(what);
    this.notice(what);
  }
  expected(rows: ReadonlyMap<string, number>): void {
    this.#activity.expected(rows);
  }
  object(name: string, _done: number, total: number): void {
    this.#activity.object(name, total);
  }
  rows(name: string, rows: number): void {
    this.#activity.rows(name, rows);
  }
  finished(name: string, rows: number, milliseconds: number): void {
    this.notice(this.#activity.parts(name, rows, milliseconds).join(', '));
    this.#activity.finished(name);
  }
  stillThere(): void {
    this.notice(`still at work: ${this.#activity.words()}`);
  }
  end(): void {
    clearInterval(this.#timer);
  }
}

/** For schedulers: nothing but what somebody should read. */
class QuietProgress extends PlainProgress {
  override notice(text: string): void {
    if (text.startsWith('warning')) super.notice(text);
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

class LiveProgress implements ShownProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #activity = new Activity();
  readonly #line: StatusLine;
  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
    this.#line = new StatusLine(stream, () => this.#activity.words());
  }
  notice(text: string): void {
    const style = text.startsWith('warning') ? 'yellow' : undefined;
    for (const line of fitting(text, columnsOf(this.#stream))) {
      this.#line.above(painted({ text: line, style }, this.#stream));
    }
  }
  step(what: string): void {
    this.#activity.step(what);
    this.#line.draw();
  }
  expected(rows: ReadonlyMap<string, number>): void {
    this.#activity.expected(rows);
  }
  object(name: string, _done: number, total: number): void {
    this.#activity.object(name, total);
    this.#line.draw();
  }
  rows(name: string, rows: number): void {
    this.#activity.rows(name, rows);
  }
  /** One line: what does not fit is left out, the least important first. */
  finished(name: string, rows: number, milliseconds: number): void {
    const parts = this.#activity.parts(name, rows, milliseconds);
    const most = columnsOf(this.#stream);
    while (parts.length > 1 && parts.join(', ').length > most) parts.pop();
    this.#activity.finished(name);
    for (const line of fitting(parts.join(', '), most)) this.#line.above(visible(line));
  }
  end(): void {
    this.#line.end();
  }
}

/** Each event as a line of JSON: `time`, `event`, and what belongs to it. */
class JsonProgress implements ShownProgress {
  readonly #stream: NodeJS.WriteStream;
  readonly #told = new Map<string, number>();
  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }
  notice(message: string): void {
    const level = message.startsWith('warning') ? 'warning' : 'info';
    this.#tell('notice', { level, message });
  }
  step(what: string): void {
    this.#tell('step', { what });
  }
  object(object: string, done: number, total: number): void {
    this.#told.set(object, performance.now());
    this.#tell('object', { object, done, total });
  }
  rows(object: string, rows: number): void {
    const now = performance.now();
    if (now - (this.#told.get(object) ?? 0) < ROWS_MS) return;
    this.#told.set(object, now);
    this.#tell('rows', { object, rows });
  }
  finished(object: string, rows: number, milliseconds: number): void {
    this.#tell('finished', { object, rows, milliseconds });
  }
  end(): void {
    // every line is whole
  }
  #tell(event: string, facts: Facts): void {
    const time = new Date().toISOString();
    this.#stream.write(`${visible(JSON.stringify({ time, event, ...facts }))}\n`);
  }
}

/** `2026-11-25 19:36:05`, on this machine's clock. */
function clock(): string {
  return new Date().toLocaleString('sv-SE');
}
