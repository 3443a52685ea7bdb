import type sql from 'mssql';
import { ExtractionError, StoppedError } from '../../problems/errors.ts';
import type { SourceRow } from '../source.ts';
import { columnFault } from '../result-columns.ts';
import { Stall } from './stall.ts';
import { type ResultColumn, textOf } from './values.ts';

export interface ReadLimits {
  /** Milliseconds until the first row. */
  readonly first: number;
  /** Milliseconds without a row, after the first, while we are not the ones who pause. */
  readonly between: number;
}

export interface ReadOptions {
  readonly batchSize: number;
  readonly limits: ReadLimits;
  readonly signal: AbortSignal;
  /** Names of the columns that the answer must have. */
  readonly columns?: readonly string[] | undefined;
}

/**
 * How long a cancelled request may take to say so; the driver closes its connection before that.
 */
const CANCEL_TIMEOUT = 6000;

/**
 * The rows of a request in batches, as text. The driver is paused when two batches wait, so memory
 * is bounded; what still comes after the pause is kept. An error is final, whatever the driver says
 * after it. Leaving early cancels the request.
 * @throws what the driver reports; ExtractionError when rows stop coming or are missing at the end;
 * StoppedError when aborted.
 */
export async function* readRows(
  request: sql.Request,
  text: string,
  options: ReadOptions,
): AsyncGenerator<readonly SourceRow[]> {
  const feed = new Feed(request, text, options);
  try {
    for (let batch = await feed.take(); batch.length > 0; batch = await feed.take()) yield batch;
  } finally {
    await feed.close();
  }
}

/** Values as the driver gives them, which nobody else has. */
type Raw = unknown[];

/** Changed in place, since copies of every row would be a tenth of what a run makes. */
function toTexts(row: Raw, toText: readonly ((value: unknown) => string)[]): void {
  for (let column = 0; column < row.length; column++) {
    const value = row[column];
    row[column] = value === null || value === undefined ? null : (toText[column]?.(value) ?? null);
  }
}

class Feed {
  readonly #request: sql.Request;
  readonly #options: ReadOptions;
  readonly #watch: NodeJS.Timeout;
  readonly #abort = (): void =>
    this.#fail(new StoppedError({ code: 'stopped', message: 'the run was stopped' }));
  #toText: ((value: unknown) => string)[] = [];
  #waiting: Raw[] = [];
  #paused = false;
  /** Rows received, and what the server says it sent. */
  #count = 0;
  #announced: number | undefined;
  #described = false;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  /** Whether the driver has nothing more to do with the request. */
  #settled: boolean;
  #wake: (() => void) | undefined;

  constructor(request: sql.Request, text: string, options: ReadOptions) {
    this.#request = request;
    this.#options = options;
    request.stream = true;
    request.arrayRowMode = true;
    request.on('recordset', (columns: readonly ResultColumn[]) => {
      this.#check(columns.map(({ name }) => name));
      this.#toText = columns.map(textOf);
    });
    request.on('row', (row: Raw) => this.#receive(row));
    request.on('rowsaffected', (rows: number) => {
      this.#announced = rows;
    });
    request.on('error', (error: unknown) => this.#fail(error));
    request.on('done', () => this.#end());
    options.signal.addEventListener('abort', this.#abort);
    this.#watch = this.#watchRows();
    this.#settled = options.signal.aborted;
    if (options.signal.aborted) this.#abort();
    else void request.query(text);
  }

  /** The next rows, at most a batch; none at the end. */
  async take(): Promise<readonly SourceRow[]> {
    const { batchSize } = this.#options;
    while (this.#waiting.length < batchSize && !this.#ended && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure) throw this.#failure.error;
    const rows = this.#waiting.splice(0, batchSize);
    if (this.#paused && this.#waiting.length < batchSize) {
      this.#paused = false;
      this.#request.resume();
    }
    for (const row of rows) toTexts(row, this.#toText);
    return rows as SourceRow[];
  }

  /**
   * Cancels what still runs, and waits for the driver to be done with it: then the connection can
   * be used again, or is closed.
   */
  async close(): Promise<void> {
    clearInterval(this.#watch);
    this.#options.signal.removeEventListener('abort', this.#abort);
    this.#waiting = [];
    if (this.#settled) return;
    this.#failure ??= { error: undefined };
    const settled = new Promise<void>((resolve) => {
      this.#request.once('done', resolve);
    });
    this.#request.cancel();
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      settled,
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CANCEL_TIMEOUT);
      }),
    ]);
    clearTimeout(timer);
  }

  /** Never throws: what is thrown inside a driver's event ends the process. */
  #receive(row: Raw): void {
    if (this.#failure) return;
    this.#count++;
    this.#waiting.push(row);
    if (this.#waiting.length < this.#options.batchSize) return;
    if (!this.#paused && this.#waiting.length >= 2 * this.#options.batchSize) {
      this.#paused = true;
      this.#request.pause();
    }
    this.#wake?.();
  }

  /** A second result in one answer is as wrong as other columns. */
  #check(names: readonly string[]): void {
    const { columns } = this.#options;
    const wrong = columns && columnFault(columns, this.#described ? [] : names);
    this.#described = true;
    if (wrong) this.#fail(wrong);
  }

  #end(): void {
    this.#settled = true;
    if (!this.#described) this.#check([]);
    if (this.#announced !== undefined && this.#announced !== this.#count) {
      this.#fail(
        new ExtractionError({
          code: 'rows-missing',
          message: `${this.#count} of ${this.#announced} rows arrived`,
          hint: 'the object is read again from its start; look for what cuts or changes the connection',
          passing: 'connection',
        }),
      );
    }
    this.#ended = true;
    this.#wake?.();
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.#failure ??= { error };
    this.#wake?.();
  }

  /** Looks a few times within the limit whether rows still come. */
  #watchRows(): NodeJS.Timeout {
    const { limits } = this.#options;
    let [seen, since] = [0, performance.now()];
    return setInterval(
      () => {
        const now = performance.now();
        if (this.#paused || this.#count !== seen) [seen, since] = [this.#count, now];
        const limit = this.#count === 0 ? limits.first : limits.between;
        if (!this.#ended && now - since >= limit) this.#fail(new Stall(this.#count, limit));
      },
      Math.max(20, Math.min(limits.first, limits.between) / 8),
    );
  }
}
