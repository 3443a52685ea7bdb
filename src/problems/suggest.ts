import { closest, distance } from 'fastest-levenshtein';

/** No name of ours is longer: what is longer is no slip of the finger. */
const LONGEST = 100;

/** The known name that was probably meant, or undefined when nothing is near. */
export function suggest(unknown: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || unknown.length > LONGEST) return undefined;
  const near = closest(unknown, [...known]);
  return distance(unknown, near) <= Math.max(2, Math.floor(unknown.length / 3)) ? near : undefined;
}

/** A hint of the form `did you mean "window_years"?`, else the list of what is known. */
export function didYouMean(unknown: string, known: readonly string[]): string {
  const near = suggest(unknown, known);
  return near ? `did you mean "${near}"?` : `known: ${[...known].sort().join(', ')}`;
}
