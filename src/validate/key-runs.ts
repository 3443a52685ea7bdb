import fs from 'node:fs';
import path from 'node:path';
import { RECORD, sortRecords } from './key-records.ts';

/** Records whose hashes begin alike make a part, which memory can hold. */
export const PARTS = 64;
const PART_SHIFT = 26;

/** Gathered keys, as plain data that any thread can read. */
export interface KeptKeys {
  /** All of them in order, when none are in a file. */
  readonly records: Uint32Array<ArrayBuffer>;
  readonly spill?: Spill;
}

interface Spill {
  readonly file: string;
  /** Of each time that records were written: where each part begins, in bytes, and the end. */
  readonly starts: readonly Float64Array[];
}

/**
 * Gathers hashed keys in the order of rows. Memory holds at most `limit` records of 28 bytes;
 * beyond that they go to a file, readable by its owner only, since hashes of ids are personal data.
 */
export class KeyGatherer {
  readonly #file: string;
  readonly #limit: number;
  readonly #starts: Float64Array[] = [];
  #records: Uint32Array<ArrayBuffer>;
  #count = 0;

  constructor(dir: string, name: string, limit = 500_000) {
    this.#file = path.join(dir, `${name}.keys`);
    this.#limit = limit;
    this.#records = new Uint32Array(Math.min(limit, 1024) * RECORD);
  }

  /** @param key, mask words of hashes: four, and the first two */
  add(key: Uint32Array, row: number, mask: Uint32Array): void {
    if (this.#count === this.#limit) this.#spill();
    if ((this.#count + 1) * RECORD > this.#records.length) this.#grow();
    const records = this.#records;
    const at = this.#count++ * RECORD;
    records[at] = key[0] ?? 0;
    records[at + 1] = key[1] ?? 0;
    records[at + 2] = key[2] ?? 0;
    records[at + 3] = key[3] ?? 0;
    records[at + 4] = row;
    records[at + 5] = mask[0] ?? 0;
    records[at + 6] = mask[1] ?? 0;
  }

  /** Call once. */
  end(): KeptKeys {
    if (this.#starts.length === 0) return { records: sortRecords(this.#used()) };
    this.#spill();
    return { records: new Uint32Array(0), spill: { file: this.#file, starts: this.#starts } };
  }

  #used(): Uint32Array {
    return this.#records.subarray(0, this.#count * RECORD);
  }

  #grow(): void {
    const room = Math.min(this.#limit * RECORD, this.#records.length * 2);
    const larger = new Uint32Array(room);
    larger.set(this.#records);
    this.#records = larger;
  }

  /** Writes what memory holds behind what the file holds, part by part. */
  #spill(): void {
    const records = sortRecords(this.#used());
    const from = this.#starts.at(-1)?.at(-1) ?? 0;
    this.#starts.push(
      Float64Array.from({ length: PARTS + 1 }, (_, part) => from + beginOf(records, part) * 4),
    );
    fs.writeFileSync(this.#file, records, { mode: 0o600, flag: from === 0 ? 'wx' : 'a' });
    this.#count = 0;
  }
}

/** The records of one part, by hash, then row. */
export function readPart({ records, spill }: KeptKeys, part: number): Uint32Array {
  if (!spill) return records.subarray(beginOf(records, part), beginOf(records, part + 1));
  const pieces = spill.starts.map((starts) => ({
    from: starts[part] ?? 0,
    bytes: (starts[part + 1] ?? 0) - (starts[part] ?? 0),
  }));
  const all = new Uint8Array(pieces.reduce((sum, { bytes }) => sum + bytes, 0));
  const handle = fs.openSync(spill.file, 'r');
  try {
    let at = 0;
    for (const { from, bytes } of pieces) {
      at += readWhole(handle, all.subarray(at, at + bytes), from);
    }
  } finally {
    fs.closeSync(handle);
  }
  return sortRecords(new Uint32Array(all.buffer));
}

function readWhole(handle: number, into: Uint8Array, from: number): number {
  for (let at = 0; at < into.length;) {
    const bytes = fs.readSync(handle, into, at, into.length - at, from + at);
    if (bytes === 0) throw new Error('a file of hashed keys was cut short');
    at += bytes;
  }
  return into.length;
}

/** Where a part begins in records that are in order, in words; for one after the last, the end. */
function beginOf(records: Uint32Array, part: number): number {
  let [from, to] = [0, records.length / RECORD];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((records[middle * RECORD] ?? 0) >>> PART_SHIFT < part) from = middle + 1;
    else to = middle;
  }
  return from * RECORD;
}
