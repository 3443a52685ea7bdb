import fs from 'node:fs';
import path from 'node:path';
import type { Connection } from '../../src/site/model.ts';

/** Writes a site file of the bench, bundles beside it, and gives its path. */
export function writeSite(dir: string, spec: string, connection: Connection): string {
  const file = path.join(dir, 'site.yml');
  const settings = {
    site: 'bench',
    cms: 'bench',
    spec,
    connection,
    output: { dir: path.join(dir, 'bundles') },
    history: false,
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}\n`,
  );
  fs.writeFileSync(file, lines.join(''));
  return file;
}
