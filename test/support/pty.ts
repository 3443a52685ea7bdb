import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { present } from '../../src/yaml/present.ts';
import { ROOT, start } from './process.ts';

/** Why there is no real terminal to try things on here; false where there is. */
export const NO_PTY: string | false =
  process.platform !== 'win32' &&
  spawnSync('python3', ['-c', 'import pty, os; os.waitstatus_to_exitcode']).status === 0
    ? false
    : 'needs python3 and its module pty';

export interface OnTerminal {
  /** Seconds since the start, and what came then. */
  readonly said: readonly (readonly [seconds: number, text: string])[];
  readonly code: number;
}

interface TerminalOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly columns?: number;
}

/** Runs the program with these arguments of node on a terminal of 24 lines. */
export async function onTerminal(
  args: readonly string[],
  { env = {}, cwd, columns = 80 }: TerminalOptions = {},
): Promise<OnTerminal> {
  const script = path.join(ROOT, 'test', 'support', 'on_terminal.py');
  const { out, err } = await start([script, '24', String(columns), process.execPath, ...args], {
    command: 'python3',
    ...present({ cwd }),
    // CI tells Node that no terminal has colours
    env: { NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined, TERM: 'xterm', ...env },
  }).ended;
  if (out === '') throw new Error(err);
  return JSON.parse(out) as OnTerminal;
}

/** The text of all, without what moves and colours. */
export function textOf({ said }: OnTerminal): string {
  const all = said.map(([, text]) => text).join('');
  return all.replaceAll(/\u001b\[[\d;]*[A-Za-z]/g, '');
}

/** Lines as they stand on the screen, in the end and on the way: each rewriting is one. */
export function linesOf(seen: OnTerminal): string[] {
  return textOf(seen).split(/\r\n|\r|\n/);
}

/** Seconds of the longest pause between two signs of life. */
export function longestSilence({ said }: OnTerminal): number {
  const times = said.map(([seconds]) => seconds);
  return Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? time)));
}
