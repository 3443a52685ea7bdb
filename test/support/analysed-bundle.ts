import fs from 'node:fs';
import path from 'node:path';
import { dataPackage } from '../../src/bundle/datapackage.ts';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { Staging } from '../../src/bundle/staging.ts';
import type { DescribedBundle } from '../../src/bundle/table-description.ts';
import type { Row } from '../../src/validators/row.ts';
import { EMPTY_MANIFEST } from './bundle.ts';
import { describedBundle } from './described-bundle.ts';

/** A row of ssd_a: `a_id` to `a_parent`, of every type. */
export const A_ROW: Row = [
  ...['007', 'Zoë "O\'Neill", Leeds', '2024-12-10', '2024-12-10T09:30:00.5', 'R'],
  ...['["x","y"]', 'Y', '9007199254740993', '0.25', null],
];

/** What is no value of its column's type wherever a text can fail to be. */
export const DIRTY_ROW: Row = [
  ...['=1+1', '00123', '31/12/2024', 'soon', 'purple', '[x', 'maybe', '1.5', 'half', '007'],
];

interface Options {
  readonly rows?: readonly Row[];
  /** Of the other objects. */
  readonly others?: Readonly<Record<string, readonly Row[]>>;
  readonly described?: Partial<DescribedBundle>;
  readonly manifest?: Partial<Manifest>;
}

/**
 * Publishes a bundle of `ssd_a` and `ssd_b`, described as a run describes it, in a new folder
 * below `dir`; gives the bundle's.
 */
export async function analysedBundle(dir: string, options: Options = {}): Promise<string> {
  const { rows = [A_ROW, DIRTY_ROW] } = options;
  const description = describedBundle(options.described);
  const staging = await Staging.open(fs.mkdtempSync(path.join(dir, 'out-')), 'ssd_trial', {
    groupReadable: false,
  });
  const contents: Readonly<Record<string, readonly Row[]>> = {
    ssd_a: rows,
    ssd_b: [['007', 'line one\r\nline two']],
    ...options.others,
  };
  const files: Manifest['files'] = [];
  for (const { object, columns } of description.tables) {
    const names = columns.map(({ name }) => name);
    const csv = await staging.csv(object, names, { bom: object === 'ssd_b' });
    await csv.writer.write([...(contents[object] ?? [])]);
    files.push({
      ...{ object, status: 'extracted' as const, columns: names, query: null, milliseconds: 1 },
      ...{ restarts: 0, controlCharactersRemoved: 0 },
      ...(await csv.finish()),
    });
  }
  const others = [await staging.text('datapackage.json', dataPackage(description))];
  const manifest = { ...EMPTY_MANIFEST, files, others, ...options.manifest };
  return staging.publish(manifest, 'ssd_trial');
}
