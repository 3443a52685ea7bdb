import { inspect } from 'node:util';

/**
 * The only place where text for people leaves the process (the linter refuses `console` elsewhere):
 * names, headers and the words of a server are data, and a terminal obeys what it is sent.
 */

/** Control characters but for tab and line feed, and signs that turn the direction of writing. */
const OBEYED =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text that a terminal shows and does not obey: `\u001b` is an escape, in JSON as well. */
export function visible(text: string): string {
  return text.replace(OBEYED, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A line on standard output. */
export function print(text: string): void {
  console.log(visible(text));
}

/** A line on standard error. */
export function complain(text: string): void {
  console.error(visible(text));
}

/** What Node knows of an error, for a developer. */
export function complainInFull(error: unknown): void {
  complain(inspect(error));
}

/** A file on standard output: byte for byte, but on a terminal. */
export function printFile(text: string): void {
  process.stdout.write(process.stdout.isTTY ? visible(text) : text);
}
