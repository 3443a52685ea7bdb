/** Number of Unicode characters, not of code units: an emoji is one. */
export function characters(text: string): number {
  return Array.from(text).length;
}
