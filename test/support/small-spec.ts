import fs from 'node:fs';
import path from 'node:path';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { tempDir } from './files.ts';

/** Our edition of the spec with these objects only, named without `ssd_`; gives its folder. */
export function specOf(objects: readonly string[]): string {
  const spec = tempDir();
  for (const name of fs.readdirSync(DATA_DIR)) {
    if (name === 'cms') continue;
    fs.cpSync(path.join(DATA_DIR, name), path.join(spec, name), {
      recursive: true,
      filter: (file) =>
        !/(ssd_\w+|relationships)\.yml$/.test(file) ||
        objects.includes(path.basename(file, '.yml').slice(4)),
    });
  }
  return spec;
}
