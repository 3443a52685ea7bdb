import { columnsOf, cut } from './output.ts';
import { onText, visible } from './terminal.ts';

/** Plain signs: every console has them, whatever its font and code page. */
const FRAMES = ['|', '/', '-', '\\'] as const;
const FRAME_MS = 150;

/**
 * The last line of a terminal while something is at work, rewritten in place several times a
 * second: a sign that turns, and what is done. Other text goes above it.
 *
 * Our own few lines: ora and listr2 take over standard input or the whole output, clack's spinner
 * answers signals by itself, log-update is for several lines; and each would have to learn what
 * `visible` knows.
 */
export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #words: () => string;
  readonly #timer: NodeJS.Timeout;
  #frame = 0;
  #drawn = false;

  constructor(stream: NodeJS.WriteStream, words: () => string) {
    this.#stream = stream;
    this.#words = words;
    this.#timer = setInterval(() => this.draw(), FRAME_MS).unref();
    onText(() => this.#clear());
    this.draw();
  }

  draw(): void {
    const frame = FRAMES[this.#frame++ % FRAMES.length] ?? '';
    // the last column stays free: some consoles begin a new line after it
    const text = cut(visible(`${frame} ${this.#words()}`), columnsOf(this.#stream) - 1);
    this.#stream.write(`\r\u001b[K${text}`);
    this.#drawn = true;
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
    onText(() => undefined);
  }

  #clear(): void {
    if (this.#drawn) this.#stream.write('\r\u001b[K');
    this.#drawn = false;
  }
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
