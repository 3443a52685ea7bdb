import { inspect, styleText } from 'node:util';

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

/** A line for people, coloured as a whole where its stream is a terminal that wants colour. */
export interface Line {
  readonly text: string;
  readonly style?: 'red' | 'yellow' | 'green' | 'bold' | undefined;
}

/** As it goes to a stream: NO_COLOR and FORCE_COLOR are heard. */
export function painted({ text, style }: Line, stream: NodeJS.WriteStream): string {
  return style === undefined ? visible(text) : styleText(style, visible(text), { stream });
}

let makeRoom = (): void => undefined;

/** Says what takes a line that is rewritten off the screen before other text comes. */
export function onText(act: () => void): void {
  makeRoom = act;
}

/** Where text on standard output is read; undefined where it is no terminal. */
export function screen(): { readonly columns: number; readonly rows: number } | undefined {
  const { isTTY, columns, rows } = process.stdout;
  return isTTY ? { columns: columns || 80, rows: rows || 24 } : undefined;
}

/** Lines on standard output. */
export function printLines(lines: readonly Line[]): void {
  makeRoom();
  console.log(lines.map((line) => painted(line, process.stdout)).join('\n'));
}

/** A line on standard output. */
export function print(text: string): void {
  makeRoom();
  console.log(visible(text));
}

/** A line on standard error. */
export function complain(text: string): void {
  makeRoom();
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

/** A part of a long file on standard output, once it has room; false when its reader has gone. */
export function printPart(text: string): Promise<boolean> {
  const { stdout } = process;
  makeRoom();
  const shown = stdout.isTTY ? visible(text.replaceAll('\r\n', '\n')) : text;
  return new Promise((resolve) => {
    stdout.write(shown, (error) => resolve(!error));
  });
}
