/**
 * A name or version that a server gave, fit for a terminal and a log: on one line, without control
 * characters, and no longer than such a thing is.
 */
export function printable(text: string): string {
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, 200);
}
