/**
 * Control characters that no tool can read, lone halves of pairs, and the two code points that are
 * not characters. Tab, CR and LF stay.
 */
const UNREADABLE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const SUSPECT = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uD800-\uDFFF\uFFFE\uFFFF]/;

/** A text without characters that no tool can read. */
export function cleanText(text: string): string {
  // replaced by a constant, the engine holds no list of what it removed, however much that is
  return SUSPECT.test(text) ? text.replace(UNREADABLE, '') : text;
}
