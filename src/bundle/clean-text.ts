/**
 * Control characters that no tool can read, lone halves of pairs, and the two code points that are
 * not characters. Tab, CR and LF stay.
 */
const UNREADABLE =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const SUSPECT = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\uD800-\uDFFF\uFFFE\uFFFF]/;

export interface CleanText {
  readonly text: string;
  readonly removed: number;
}

/** A text without characters that no tool can read, and how many were removed. */
export function cleanText(text: string): CleanText {
  if (!SUSPECT.test(text)) return { text, removed: 0 };
  let removed = 0;
  const clean = text.replace(UNREADABLE, () => {
    removed++;
    return '';
  });
  return { text: clean, removed };
}
