import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
export const BIN = path.join(ROOT, 'src', 'cli', 'bin.mjs');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly command?: string;
  /** Seconds after which it is killed, and `ended` fails with what it had said. */
  readonly limit?: number;
}

/** Less than the time that the tests give one test: a message is better than a silent end. */
const LIMIT = 170;

/** Starts a program; its output is gathered. None outlives its limit, waited for or not. */
export function start(
  args: readonly string[],
  options: StartOptions = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(options.command ?? process.execPath, args, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    const { limit = LIMIT } = options;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      // a grandchild may hold them open
      child.stdout.destroy();
      child.stderr.destroy();
      const what = [options.command ?? 'node', ...args].join(' ').slice(0, 500);
      reject(new Error(`it did not end within ${limit} s: ${what}\n${(out + err).slice(-2000)}`));
    }, limit * 1000);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    });
  });
  // a test that failed before it waited has said enough
  ended.catch(() => undefined);
  return { child, ended };
}

/** Waits until a program says something, on a stream of its; fails when it ends without a word. */
export async function speaks(
  { child, ended }: ReturnType<typeof start>,
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<void> {
  const said = new Promise<true>((resolve) => child[stream]?.once('data', () => resolve(true)));
  const first = await Promise.race([said, ended]);
  if (first !== true) {
    throw new Error(`it ended with ${first.code ?? 'a signal'} before it spoke: ${first.err}`);
  }
}

/**
 * PGlite and the program as they come out of the first, quick compilers: the second ones work
 * longer on them than a test lets them run. test/support/compile-cache.mjs does the same for the
 * test's own process.
 */
const QUICK = ['--liftoff-only', '--no-opt'];

/** Runs the command line to its end. */
export function cli(
  args: readonly string[],
  options: Omit<StartOptions, 'command'> = {},
): Promise<Ended> {
  return start([...QUICK, BIN, ...args], options).ended;
}
