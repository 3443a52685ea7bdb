import path from 'node:path';
import { ConfigError } from '../problems/errors.ts';

/**
 * A bundle with a file that its manifest does not list is whole no longer.
 * @throws ConfigError when `out`, the option's value, lies in the folder of a bundle
 */
export function refuseInside(dir: string, out: string, option = '--out'): void {
  const relative = path.relative(path.resolve(dir), path.resolve(out));
  if (relative.split(path.sep)[0] === '..' || path.isAbsolute(relative)) return;
  throw new ConfigError({
    code: 'out-inside',
    message: 'what is made of a bundle does not go into its folder',
    hint: `name another place with ${option}: a bundle holds what its manifest lists, and nothing else`,
  });
}
