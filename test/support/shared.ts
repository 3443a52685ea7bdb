import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of facts and golden data beside the checkout; not every machine has it. */
const shared =
  process.env['SSD_SHARED'] ??
  path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'shared');

/** A path in it, and the `skip` of a test that needs it: false, or the line that says why. */
export function inShared(...parts: string[]): {
  readonly dir: string;
  readonly skip: string | false;
} {
  const dir = path.join(shared, ...parts);
  return {
    dir,
    skip: fs.existsSync(dir)
      ? false
      : `needs ${['shared', ...parts].join('/')} beside the checkout (or SSD_SHARED)`,
  };
}
