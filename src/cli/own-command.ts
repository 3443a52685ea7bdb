import fs from 'node:fs';
import path from 'node:path';
import { PROGRAM_DIR } from '../prepare/paths.ts';

interface Shell {
  readonly windows: boolean;
  /** The current folder. */
  readonly cwd: string;
  /** The script that Node was given. */
  readonly script: string;
  /** The launcher of an unpacked archive, where there is one. */
  readonly launcher: string | undefined;
}

/** A command line of this program that can be typed as it is, in the current folder. */
export function ownCommand(words: readonly string[], shell: Shell = thisShell()): string {
  const { windows, cwd, script, launcher } = shell;
  const paths = windows ? path.win32 : path.posix;
  const near = (file: string): string => {
    const relative = paths.relative(cwd, file);
    return relative.startsWith('..') || paths.isAbsolute(relative) ? file : relative;
  };
  const quote = windows ? quoteForWindows : quoteForPosix;
  const rest = words.map(quote);
  if (launcher !== undefined) return [program(near(launcher), windows), ...rest].join(' ');
  if (paths.basename(script) === 'ssd-extract') return ['ssd-extract', ...rest].join(' ');
  return ['node', quote(near(script)), ...rest].join(' ');
}

/** A program of the current folder needs a dot before it, and a quoted one PowerShell's `&`. */
function program(file: string, windows: boolean): string {
  if (!windows) return quoteForPosix(file.includes('/') ? file : `./${file}`);
  const quoted = quoteForWindows(file.includes('\\') ? file : `.\\${file}`);
  return quoted.startsWith('"') ? `& ${quoted}` : quoted;
}

function quoteForPosix(word: string): string {
  return /^[\w./:@%+,=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** No name of a file holds a double quote there. */
function quoteForWindows(word: string): string {
  return /^[\w.\\/:-]+$/.test(word) ? word : `"${word}"`;
}

function thisShell(): Shell {
  const windows = process.platform === 'win32';
  const launcher = path.join(PROGRAM_DIR, windows ? 'ssd-extract.cmd' : 'ssd-extract');
  return {
    windows,
    cwd: process.cwd(),
    script: path.resolve(process.argv[1] ?? ''),
    launcher: fs.existsSync(launcher) ? launcher : undefined,
  };
}
