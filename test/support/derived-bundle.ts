import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { hashFile } from '../../src/bundle/hash-file.ts';
import { MANIFEST, type Manifest } from '../../src/bundle/manifest.ts';

interface Derivation {
  readonly site: string;
  readonly asOf: string;
  readonly finished: string;
  /** Leaves out every so many-th row of each object; none without it. */
  readonly without?: number;
}

/**
 * A bundle of another authority or night that is made of one of a run: the same children with the
 * same ids, a part of the rows left out, and a manifest that fits. Quicker than a run.
 */
export async function deriveBundle(
  source: string,
  target: string,
  change: Derivation,
): Promise<void> {
  const { site, asOf, finished, without } = change;
  fs.cpSync(source, target, { recursive: true });
  const file = path.join(target, MANIFEST);
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
  const run = `${manifest.run}_${site}_${asOf}`;
  const files = manifest.files.map(async (listed) =>
    without === undefined ? listed : thinned(path.join(target, listed.file), listed, without),
  );
  const derived = { ...manifest, site, asOf, finished, run, files: await Promise.all(files) };
  fs.writeFileSync(file, JSON.stringify(derived));
}

async function thinned(
  file: string,
  listed: Manifest['files'][number],
  without: number,
): Promise<Manifest['files'][number]> {
  const [head = [], ...rows] = parse(fs.readFileSync(file), { bom: true });
  const kept = rows.filter((_, at) => (at + 1) % without !== 0);
  fs.writeFileSync(file, stringify([head, ...kept], { record_delimiter: 'windows' }));
  return { ...listed, rows: kept.length, ...(await hashFile(file)) };
}
