import fs from 'node:fs';
import path from 'node:path';

/**
 * Writes a site file for an embedded database below `dir`, and gives its path; `more` is further
 * YAML.
 */
export function writeSite(dir: string, more = '', cms = 'liquid_logic', database = './db'): string {
  const file = path.join(dir, 'site.yml');
  fs.writeFileSync(
    file,
    `site: trial\ncms: ${cms}\nconnection: {engine: embedded, path: ${JSON.stringify(database)}}\ntestdb: true\noutput: {dir: ./bundles}\n${more}`,
  );
  return file;
}
