import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { EncodedRows, ObjectReading, ReadOutcome } from '../read-object.ts';
import type { FromThread, ThreadSettings, ToThread } from './messages.ts';
import { packError, unpackError } from './pack-error.ts';

/** How long a thread may take to say goodbye to its server, in milliseconds. */
const GRACE = 10_000;
/**
 * Megabytes for what a thread made a moment ago. Hardly any of it lives on, and Node itself would
 * let it become 128.
 */
const YOUNG = 24;

/** A thread that reads objects; it begins with the first of them. */
export class ReaderThread {
  readonly #settings: ThreadSettings;
  readonly #inboxes = new Map<number, Inbox>();
  #worker: Worker | undefined;
  #last = 0;

  constructor(settings: ThreadSettings) {
    this.#settings = settings;
  }

  /** As `readObject`, in the thread. Whoever stops early waits until it has let the object go. */
  async *read(
    reading: ObjectReading,
    signal: AbortSignal,
  ): AsyncGenerator<EncodedRows, ReadOutcome> {
    const id = ++this.#last;
    const inbox = new Inbox();
    this.#inboxes.set(id, inbox);
    const stop = (): void => this.#post({ kind: 'stop', id });
    try {
      this.#post({ kind: 'read', id, reading });
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop);
      for (;;) {
        const message = await inbox.next();
        if (message.kind === 'end') return message.outcome;
        if (message.kind === 'failed') throw unpackError(message.error);
        yield { block: message.block, rows: message.rows };
        this.#post({ kind: 'taken', id });
      }
    } finally {
      signal.removeEventListener('abort', stop);
      stop();
      await inbox.ended();
      this.#inboxes.delete(id);
    }
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    worker.postMessage({ kind: 'close' } satisfies ToThread);
    const late = setTimeout(() => void worker.terminate(), GRACE);
    await gone;
    clearTimeout(late);
  }

  #post(message: ToThread): void {
    this.#worker ??= this.#begin();
    this.#worker.postMessage(message);
  }

  #begin(): Worker {
    // the same ending as this file: .ts from the repository, .js from the package
    const file = new URL(`./thread${path.extname(import.meta.url)}`, import.meta.url);
    const worker = new Worker(file, {
      workerData: this.#settings,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG },
    });
    worker.on('message', (message: FromThread) => this.#inboxes.get(message.id)?.put(message));
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new Error('a thread that reads ended by itself')));
    return worker;
  }

  #fail(error: unknown): void {
    for (const [id, inbox] of this.#inboxes) {
      inbox.put({ kind: 'failed', id, error: packError(error) });
    }
  }
}

/** The messages of one reading, in order. */
class Inbox {
  readonly #messages: FromThread[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  put(message: FromThread): void {
    this.#messages.push(message);
    this.#wake?.();
  }

  async next(): Promise<FromThread> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) {
        this.#ended = message.kind !== 'rows';
        return message;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Resolves with the last message, of which nothing is wanted any more. */
  async ended(): Promise<void> {
    while (!this.#ended) await this.next();
  }
}
