import type { Progress } from '../extract/progress.ts';
import { duration, plural } from './output.ts';
import { visible } from './terminal.ts';

/**
 * Progress on standard error: one line that is rewritten on a terminal, a plain line an object
 * otherwise.
 */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
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
