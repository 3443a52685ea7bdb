import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { columnsOf, cut } from './output.ts';
import { onText, visible } from './terminal.ts';
import { DRAWINGS, STATE } from './turning-sign.ts';

/** Plain signs: every console has them, whatever its font and code page. */
const FRAMES = ['|', '/', '-', '\\'] as const;
const FRAME_MS = 150;

/**
 * The last line of a terminal while something is at work, rewritten in place several times a
 * second: a sign that turns, and what is done. Other text goes above it. The sign turns even while
 * the program computes without a pause: a thread of its own sees to that.
 *
 * Our own few lines: ora and listr2 take over standard input or the whole output, clack's spinner
 * answers signals by itself, log-update is for several lines; and each would have to learn what
 * `visible` knows.
 */
export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #words: () => string;
  readonly #timer: NodeJS.Timeout;
  readonly #shared = new Int32Array(new SharedArrayBuffer(8));
  readonly #helper: Worker | undefined;
  #frame = 0;

  constructor(stream: NodeJS.WriteStream, words: () => string) {
    this.#stream = stream;
    this.#words = words;
    this.#helper = helperFor(stream, this.#shared);
    this.#timer = setInterval(() => this.draw(), FRAME_MS).unref();
    onText(() => this.#clear());
    this.draw();
  }

  draw(): void {
    const frame = FRAMES[this.#frame++ % FRAMES.length] ?? '';
    // the last column stays free: some consoles begin a new line after it
    const text = cut(visible(`${frame} ${this.#words()}`), columnsOf(this.#stream) - 1);
    this.#takeTerminal();
    this.#stream.write(`\r\u001b[K${text}`);
    Atomics.add(this.#shared, DRAWINGS, 1);
    Atomics.store(this.#shared, 0, STATE.drawn);
  }

  /** Writes finished text above. */
  above(text: string): void {
    this.#clear();
    this.#stream.write(`${text}\n`);
    this.draw();
  }

  end(): void {
    clearInterval(this.#timer);
    this.#clear();
    void this.#helper?.terminate();
    onText(() => undefined);
  }

  #clear(): void {
    if (this.#takeTerminal()) this.#stream.write('\r\u001b[K');
  }

  /** Waits for the helper's write, which is of two characters; says whether the line is drawn. */
  #takeTerminal(): boolean {
    for (;;) {
      const found = Atomics.compareExchange(this.#shared, 0, STATE.drawn, STATE.notDrawn);
      if (found !== STATE.turning) return found === STATE.drawn;
    }
  }
}

/** Undefined for a stream that is no descriptor of the process. */
function helperFor(stream: NodeJS.WriteStream, words: Int32Array): Worker | undefined {
  const { fd } = stream as { readonly fd?: unknown };
  if (typeof fd !== 'number') return undefined;
  // the same ending as this file: .ts from the repository, .js from the package
  const file = new URL(`./turning-sign${path.extname(import.meta.url)}`, import.meta.url);
  const helper = new Worker(file, { workerData: { words, descriptor: fd } });
  helper.unref();
  helper.on('error', () => undefined);
  return helper;
}

/**
 * Does something that may take a while and shows on a terminal what it is at; elsewhere nothing.
 * The work is given the means to say so.
 */
export async function withStatus<T>(
  first: string,
  work: (say: (what: string) => void) => Promise<T>,
  stream: NodeJS.WriteStream = process.stderr,
): Promise<T> {
  if (!stream.isTTY) return work(() => undefined);
  let what = first;
  const line = new StatusLine(stream, () => what);
  try {
    return await work((now) => {
      what = now;
    });
  } finally {
    line.end();
  }
}
