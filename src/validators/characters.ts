/**
 * Number of Unicode characters, not of code units: an emoji is one. Counted in place, since a list
 * of the characters of a long text takes many times its size.
 */
export function characters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; count++) at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  return count;
}
