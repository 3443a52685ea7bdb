import { Writable } from 'node:stream';
import { runCommandLine } from '../../src/cli/main.ts';
import { BIN, type Ended, type StartOptions } from './process.ts';

type Options = Pick<StartOptions, 'cwd' | 'env'>;

/** A process has one folder, one environment and two streams: command lines take turns. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Runs the command line to its end in this process, where the program and its data are loaded
 * already: a quarter of the time of `cli`. For what is said and made; how a process starts, ends
 * and hears signals needs a process.
 */
export function cliHere(args: readonly string[], options: Options = {}): Promise<Ended> {
  const ended = last.then(() => runHere(args, options));
  last = ended.catch(() => undefined);
  return ended;
}

async function runHere(args: readonly string[], options: Options): Promise<Ended> {
  const [out, err] = [new Gathered(), new Gathered()];
  const before = { cwd: process.cwd(), argv: process.argv, exitCode: process.exitCode };
  const restoreEnv = setEnv(options.env ?? {});
  const restoreStreams = replaceStreams(out, err);
  process.argv = [process.execPath, BIN, ...args];
  process.exitCode = undefined;
  try {
    if (options.cwd !== undefined) process.chdir(options.cwd);
    const code = await runCommandLine(process.argv);
    return { code: Number(code), out: out.text, err: err.text };
  } finally {
    restoreStreams();
    restoreEnv();
    process.argv = before.argv;
    process.exitCode = before.exitCode;
    process.chdir(before.cwd);
  }
}

/** A stream that is no terminal. */
class Gathered extends Writable {
  text = '';
  override _write(chunk: Buffer | string, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** The test runner keeps the streams that it has; `console` would keep ours. */
function replaceStreams(out: Writable, err: Writable): () => void {
  const stdout = Object.getOwnPropertyDescriptor(process, 'stdout') ?? {};
  const stderr = Object.getOwnPropertyDescriptor(process, 'stderr') ?? {};
  const { log, error } = console;
  Object.defineProperty(process, 'stdout', { value: out, configurable: true });
  Object.defineProperty(process, 'stderr', { value: err, configurable: true });
  console.log = (text: unknown) => void out.write(`${String(text)}\n`);
  console.error = (text: unknown) => void err.write(`${String(text)}\n`);
  return () => {
    Object.defineProperty(process, 'stdout', stdout);
    Object.defineProperty(process, 'stderr', stderr);
    console.log = log;
    console.error = error;
  };
}

function setEnv(wanted: NodeJS.ProcessEnv): () => void {
  const before = Object.keys(wanted).map((name) => [name, process.env[name]] as const);
  const set = (entries: Iterable<readonly [string, string | undefined]>): void => {
    for (const [name, value] of entries) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(Object.entries(wanted));
  return () => set(before);
}
