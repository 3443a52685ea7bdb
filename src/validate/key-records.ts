/**
 * Words of a record: four of a key's hash, the row that it stood in, and two of the hash of that
 * row's primary key, by which the row is shown.
 */
export const RECORD = 7;
export const ROW = 4;
export const MASK = 5;

/** Digits of the sort are of 11 bits: three make a word. */
const DIGIT = 11;
const DIGITS = 1 << DIGIT;

/**
 * Sorts records by hash, those of one hash as they stood. Hashes are random, so their first words
 * nearly tell the order: three passes over those, then a look at what has the same one.
 *
 * It has room of its own, since whoever sorts part after part would leave several times their size
 * behind: what it gives holds until it sorts again.
 */
export class RecordSorter {
  readonly #order: Uint32Array;
  readonly #other: Uint32Array;
  readonly #next = new Uint32Array(DIGITS + 1);
  readonly #sorted: Uint32Array<ArrayBuffer>;

  /** @param most records that it may be given */
  constructor(most: number) {
    this.#order = new Uint32Array(most);
    this.#other = new Uint32Array(most);
    this.#sorted = new Uint32Array(most * RECORD);
  }

  sort(records: Uint32Array): Uint32Array<ArrayBuffer> {
    const count = records.length / RECORD;
    let [order, other] = [this.#order.subarray(0, count), this.#other.subarray(0, count)];
    for (let index = 0; index < count; index++) order[index] = index * RECORD;
    for (let shift = 0; shift < 32; shift += DIGIT) {
      this.#distribute(records, order, other, shift);
      [order, other] = [other, order];
    }
    settleTies(records, order);
    const sorted = this.#sorted.subarray(0, records.length);
    for (let index = 0; index < count; index++) {
      const at = order[index] ?? 0;
      const to = index * RECORD;
      for (let word = 0; word < RECORD; word++) sorted[to + word] = records[at + word] ?? 0;
    }
    return sorted;
  }

  /** One pass of a radix sort, which keeps the order of what has the same digit. */
  #distribute(records: Uint32Array, from: Uint32Array, to: Uint32Array, shift: number): void {
    const next = this.#next.fill(0);
    for (const at of from) {
      const digit = ((records[at] ?? 0) >>> shift) & (DIGITS - 1);
      next[digit + 1] = (next[digit + 1] ?? 0) + 1;
    }
    for (let digit = 0; digit < DIGITS; digit++) {
      next[digit + 1] = (next[digit + 1] ?? 0) + (next[digit] ?? 0);
    }
    for (const at of from) {
      const digit = ((records[at] ?? 0) >>> shift) & (DIGITS - 1);
      const place = next[digit] ?? 0;
      next[digit] = place + 1;
      to[place] = at;
    }
  }
}

/** Records whose first words begin with the same six bits make a part, which memory can hold. */
export const PARTS = 64;
const PART_SHIFT = 26;

/** Where a record belongs, by the first word of its hash. */
export function partOf(word: number): number {
  return word >>> PART_SHIFT;
}

/**
 * Puts records part by part, those of a part as they stood, and tells where each part begins, in
 * words; their end is last.
 * @param into at least as long as the records
 */
export function partRecords(records: Uint32Array, into: Uint32Array): Uint32Array {
  const starts = new Uint32Array(PARTS + 1);
  for (let at = 0; at < records.length; at += RECORD) {
    const next = partOf(records[at] ?? 0) + 1;
    starts[next] = (starts[next] ?? 0) + RECORD;
  }
  for (let part = 0; part < PARTS; part++) {
    starts[part + 1] = (starts[part + 1] ?? 0) + (starts[part] ?? 0);
  }
  const places = starts.slice();
  for (let at = 0; at < records.length; at += RECORD) {
    const part = partOf(records[at] ?? 0);
    const to = places[part] ?? 0;
    places[part] = to + RECORD;
    for (let word = 0; word < RECORD; word++) into[to + word] = records[at + word] ?? 0;
  }
  return starts;
}

/** Puts right what has the same first word: different keys among them are very few. */
function settleTies(records: Uint32Array, order: Uint32Array): void {
  for (let from = 0; from < order.length;) {
    const first = records[order[from] ?? 0];
    let to = from + 1;
    let inOrder = true;
    for (; to < order.length && records[order[to] ?? 0] === first; to++) {
      inOrder &&= compareHashes(records, order[to - 1] ?? 0, records, order[to] ?? 0) <= 0;
    }
    if (!inOrder) {
      const tied = order.subarray(from, to);
      tied.set([...tied].sort((a, b) => compareHashes(records, a, records, b)));
    }
    from = to;
  }
}

/** Negative, zero or positive, as the hash at `a` stands to that at `b`. */
export function compareHashes(
  some: Uint32Array,
  a: number,
  others: Uint32Array,
  b: number,
): number {
  for (let word = 0; word < ROW; word++) {
    const order = (some[a + word] ?? 0) - (others[b + word] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}
