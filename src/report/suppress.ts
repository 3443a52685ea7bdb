/** A count that may be shown, or null for one that is too small to be. */
export type Shown = number | null;

/**
 * Hides counts from 1 to `below` − 1. One hidden count alone could be worked out from a total, so
 * the smallest other one is hidden with it. Nothing is hidden when `below` is false.
 */
export function suppress(counts: readonly number[], below: number | false): Shown[] {
  if (below === false) return [...counts];
  const hidden = new Set(places(counts, (count) => count > 0 && count < below));
  if (hidden.size === 1) {
    const [next] = places(counts, (count) => count >= below).sort(
      (a, b) => (counts[a] ?? 0) - (counts[b] ?? 0),
    );
    if (next !== undefined) hidden.add(next);
  }
  return counts.map((count, place) => (hidden.has(place) ? null : count));
}

function places(counts: readonly number[], fits: (count: number) => boolean): number[] {
  return counts.flatMap((count, place) => (fits(count) ? [place] : []));
}
