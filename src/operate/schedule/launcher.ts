import path from 'node:path';
import { ConfigError } from '../../problems/errors.ts';

/** How this very program is started again; both paths are absolute. */
export interface Launcher {
  /** The Node binary that runs it. */
  readonly node: string;
  /** The script that it was given. */
  readonly script: string;
}

/**
 * The program as it was started just now.
 * @throws ConfigError when it was started from the cache of npx, which is emptied at any time
 */
export function launcherInUse(node = process.execPath, script = process.argv[1] ?? ''): Launcher {
  const launcher = { node: path.resolve(node), script: path.resolve(script) };
  if (!launcher.script.split(/[\\/]/).includes('_npx')) return launcher;
  throw new ConfigError({
    code: 'no-installation',
    message: 'npx has started the program from its cache, to which a schedule must not point',
    hint: 'install it in a folder of its own, and start it from there: docs/operations.md',
  });
}
