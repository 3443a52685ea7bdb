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
 * Records by hash, those of one hash as they stood. Hashes are random, so their first words nearly
 * tell the order: three passes over those, then a look at what has the same one.
 */
export function sortRecords(records: Uint32Array): Uint32Array<ArrayBuffer> {
  const count = records.length / RECORD;
  let order = Uint32Array.from({ length: count }, (_, index) => index * RECORD);
  let other = new Uint32Array(count);
  for (let shift = 0; shift < 32; shift += DIGIT) {
    distribute(records, order, other, shift);
    [order, other] = [other, order];
  }
  settleTies(records, order);
  const sorted = new Uint32Array(records.length);
  for (let index = 0; index < count; index++) {
    const at = order[index] ?? 0;
    const to = index * RECORD;
    for (let word = 0; word < RECORD; word++) sorted[to + word] = records[at + word] ?? 0;
  }
  return sorted;
}

/** One pass of a radix sort, which keeps the order of what has the same digit. */
function distribute(records: Uint32Array, from: Uint32Array, to: Uint32Array, shift: number): void {
  const next = new Uint32Array(DIGITS + 1);
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
