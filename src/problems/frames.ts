import path from 'node:path';
import { fileURLToPath } from 'node:url';

const MOST = 20;
const PLACE = /(file:\/\/\/?[^\s()]+|(?:[A-Za-z]:)?[\\/][^\s()]*):(\d+):(\d+)\)?$/;

/**
 * Where an error came from, innermost first: `src/run/run.ts:40:12`. Places only: what an error
 * says, and what its stack repeats of that, may hold values.
 */
export function framesOf(error: unknown, root: string): readonly string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  return error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .flatMap((line) => placeOf(line, root))
    .slice(0, MOST);
}

function placeOf(line: string, root: string): readonly string[] {
  const [, file, row, column] = PLACE.exec(line) ?? [];
  if (file === undefined || row === undefined || column === undefined) return [];
  const full = file.startsWith('file:') ? fileURLToPath(file) : file;
  const relative = path.relative(root, full);
  // a file outside of the program is of Node or of nobody we know
  if (relative.startsWith('..') || path.isAbsolute(relative)) return [];
  return [`${relative.replaceAll('\\', '/')}:${row}:${column}`];
}
