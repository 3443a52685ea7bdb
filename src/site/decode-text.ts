/**
 * The text of a file that people made with Notepad, PowerShell or an editor: UTF-8 with or without
 * a byte order mark, or UTF-16 with one. The mark is not part of it. Undefined when the bytes are
 * in none of these encodings.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return 'utf-8';
}
