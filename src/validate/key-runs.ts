import fs from 'node:fs';
import path from 'node:path';
import { PARTS, RECORD, RecordSorter, partOf, partRecords } from './key-records.ts';

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
 * Records of one column that memory holds, of 28 bytes each: a bundle has sixty objects, with a key
 * or two each, that wait for one another.
 */
const LIMIT = 1 << 15;

/**
 * Gathers hashed keys in the order of rows. What is more than memory should hold goes to a file,
 * readable by its owner only, since hashes of ids are personal data.
 */
export class KeyGatherer {
  readonly #file: string;
  readonly #limit: number;
  readonly #starts: Float64Array[] = [];
  #records: Uint32Array<ArrayBuffer>;
  /** Room for records on their way to the file. */
  #parted: Uint32Array<ArrayBuffer> | undefined;
  #count = 0;

  constructor(dir: string, name: string, limit = LIMIT) {
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
    if (this.#starts.length === 0) {
      return { records: new RecordSorter(this.#count).sort(this.#used()) };
    }
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
    const records = this.#used();
    const parted = (this.#parted ??= new Uint32Array(records.length));
    const starts = partRecords(records, parted);
    const from = this.#starts.at(-1)?.[PARTS] ?? 0;
    this.#starts.push(Float64Array.from(starts, (start) => from + start * 4));
    const written = parted.subarray(0, records.length);
    fs.writeFileSync(this.#file, written, { mode: 0o600, flag: from === 0 ? 'wx' : 'a' });
    this.#count = 0;
  }
}

/** Reads gathered keys part by part. What it gives holds until it is asked for another part. */
export class PartReader {
  readonly #keys: KeptKeys;
  readonly #sorter: RecordSorter;
  /** Room for the largest part of a file. */
  readonly #room: Uint32Array;

  constructor(keys: KeptKeys) {
    this.#keys = keys;
    const most = keys.spill ? largestPart(keys.spill) : 0;
    this.#sorter = new RecordSorter(most);
    this.#room = new Uint32Array(most * RECORD);
  }

  /** The records of one part, by hash, then row. */
  read(part: number): Uint32Array {
    const { records, spill } = this.#keys;
    if (!spill) return records.subarray(beginOf(records, part), beginOf(records, part + 1));
    const into = new Uint8Array(this.#room.buffer);
    const handle = fs.openSync(spill.file, 'r');
    let at = 0;
    try {
      for (const starts of spill.starts) {
        const from = starts[part] ?? 0;
        const bytes = (starts[part + 1] ?? 0) - from;
        at += readWhole(handle, into.subarray(at, at + bytes), from);
      }
    } finally {
      fs.closeSync(handle);
    }
    return this.#sorter.sort(this.#room.subarray(0, at / this.#room.BYTES_PER_ELEMENT));
  }
}

/** Records of the largest part. */
function largestPart({ starts: written }: Spill): number {
  const sizes = Array.from({ length: PARTS }, (_, part) =>
    written.reduce((sum, starts) => sum + (starts[part + 1] ?? 0) - (starts[part] ?? 0), 0),
  );
  return Math.max(...sizes) / (RECORD * Uint32Array.BYTES_PER_ELEMENT);
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
    if (partOf(records[middle * RECORD] ?? 0) < part) from = middle + 1;
    else to = middle;
  }
  return from * RECORD;
}
