import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** A Node of this machine that is too old for the program, if it has one. */
export function olderNode(): string | undefined {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  return (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((dir) => path.join(dir, name))
    .find((file) => {
      const { stdout } = spawnSync(file, ['--version'], { encoding: 'utf8' });
      const major = Number(/^v(\d+)\./.exec(stdout ?? '')?.[1]);
      return major >= 16 && major < 24;
    });
}
