import fs from 'node:fs';
import path from 'node:path';

/** A key's hash, where it stood, and the masked primary key of its row. */
export interface HashRecord {
  readonly high: bigint;
  readonly low: bigint;
  readonly row: number;
  readonly mask: bigint;
}

const WORDS = 4;
const BYTES = WORDS * 8;

/**
 * A growing multiset of 128-bit hashes that can be read back in order. Memory holds at most `limit`
 * records of 32 bytes; beyond that sorted runs go to files, readable by their owner only, since
 * hashes of ids are personal data. Exact up to a collision of 128-bit hashes, which for a thousand
 * million keys has a chance below one in 10^20.
 */
export class HashRuns {
  readonly #dir: string;
  readonly #name: string;
  readonly #limit: number;
  #buffer: BigUint64Array<ArrayBuffer>;
  #count = 0;
  readonly #files: string[] = [];

  constructor(dir: string, name: string, limit = 500_000) {
    this.#dir = dir;
    this.#name = name;
    this.#limit = limit;
    this.#buffer = new BigUint64Array(Math.min(limit, 1024) * WORDS);
  }

  add(high: bigint, low: bigint, row: number, mask: bigint): void {
    if (this.#count === this.#limit) this.#spill();
    if ((this.#count + 1) * WORDS > this.#buffer.length) this.#grow();
    const at = this.#count++ * WORDS;
    this.#buffer[at] = high;
    this.#buffer[at + 1] = low;
    this.#buffer[at + 2] = BigInt(row);
    this.#buffer[at + 3] = mask;
  }

  /** All records by hash, then row. Whoever does not read to the end calls `return`. */
  *sorted(): Generator<HashRecord> {
    const runs: Generator<HashRecord>[] = [
      ...this.#files.map((file) => readRun(file)),
      records(this.#sortedBuffer()),
    ];
    try {
      yield* merge(runs);
    } finally {
      // an open file keeps its folder from being removed on Windows
      for (const run of runs) run.return(undefined);
    }
  }

  #grow(): void {
    const larger = new BigUint64Array(
      Math.min(this.#limit, (this.#buffer.length / WORDS) * 2) * WORDS,
    );
    larger.set(this.#buffer);
    this.#buffer = larger;
  }

  #spill(): void {
    const file = path.join(this.#dir, `${this.#name}.${this.#files.length}.run`);
    fs.writeFileSync(file, new Uint8Array(this.#sortedBuffer().buffer), {
      mode: 0o600,
      flag: 'wx',
    });
    this.#files.push(file);
    this.#count = 0;
  }

  #sortedBuffer(): BigUint64Array<ArrayBuffer> {
    const buffer = this.#buffer;
    const order = Array.from({ length: this.#count }, (_, index) => index * WORDS);
    order.sort((a, b) => {
      for (let word = 0; word < 3; word++) {
        const [x = 0n, y = 0n] = [buffer[a + word], buffer[b + word]];
        if (x !== y) return x < y ? -1 : 1;
      }
      return 0;
    });
    const sorted = new BigUint64Array(order.length * WORDS);
    for (const [index, at] of order.entries()) {
      sorted.set(buffer.subarray(at, at + WORDS), index * WORDS);
    }
    return sorted;
  }
}

/** Records of several sorted runs, in order. */
function* merge(runs: readonly Iterator<HashRecord>[]): Generator<HashRecord> {
  const heads = runs.map((run) => run.next());
  for (;;) {
    let least = -1;
    for (const [index, head] of heads.entries()) {
      const best = heads[least];
      if (!head.done && (best === undefined || best.done || compare(head.value, best.value) < 0)) {
        least = index;
      }
    }
    const head = heads[least];
    const run = runs[least];
    if (!head || head.done || !run) return;
    yield head.value;
    heads[least] = run.next();
  }
}

function compare(a: HashRecord, b: HashRecord): number {
  if (a.high !== b.high) return a.high < b.high ? -1 : 1;
  if (a.low !== b.low) return a.low < b.low ? -1 : 1;
  return a.row - b.row;
}

function* records(words: BigUint64Array): Generator<HashRecord> {
  for (let at = 0; at < words.length; at += WORDS) {
    yield {
      high: words[at] ?? 0n,
      low: words[at + 1] ?? 0n,
      row: Number(words[at + 2] ?? 0n),
      mask: words[at + 3] ?? 0n,
    };
  }
}

/** Reads a run in pieces of 64 KB. */
function* readRun(file: string): Generator<HashRecord> {
  const handle = fs.openSync(file, 'r');
  try {
    const piece = new BigUint64Array(2048 * WORDS);
    for (;;) {
      const bytes = fs.readSync(handle, piece);
      if (bytes === 0) return;
      if (bytes % BYTES !== 0) {
        throw new Error(`a run of hashes was cut short: ${path.basename(file)}`);
      }
      yield* records(piece.subarray(0, bytes / 8));
    }
  } finally {
    fs.closeSync(handle);
  }
}
