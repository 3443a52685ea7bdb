import type { Fate } from '../analyse/pool/choose.ts';
import type { Pooled } from '../analyse/pool/pool-bundles.ts';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import { plural } from './output.ts';
import { print } from './terminal.ts';

const FATES: Readonly<Record<Fate, string>> = {
  new: 'taken',
  replaces: 'taken in the place of an older one of that night',
  same: 'in the pool already, nothing changed',
  older: 'not taken: a newer one of that night is there',
  mended: 'taken again: not all its files were there',
};

/**
 * What became of each bundle, how editions differ, and what the pool holds now.
 * @throws the reason when a bundle was refused
 */
export function showPooled(pooled: Pooled, out: string): void {
  const { fates, reconciled, rewritten, misfits, recovered, refused } = pooled;
  if (recovered) {
    print(`${showPath(out)}: what a pool that was killed had decided was finished first`);
  }
  for (const { authority, asOf, fate } of fates) print(`${authority}, ${asOf}: ${FATES[fate]}`);
  for (const sentence of reconciled) print(sentence);
  if (rewritten > 0) print(`${plural(rewritten, 'older file')} written anew for that`);
  for (const { object, field, count } of misfits) {
    print(`${object}.${field}: ${plural(count, 'cell')} not of its type, empty here; see the CSV`);
  }
  print(`${showPath(out)}: ${showSize(pooled)}`);
  const [first, ...more] = refused;
  if (first && more.length === 0) throw first.error;
  for (const { error } of refused) print(`not taken: ${error.message} [${error.code}]`);
  if (first) throw several(refused.length);
}

function showSize({ record: { bundles } }: Pooled): string {
  const parts = bundles.flatMap((entry) => Object.values(entry.parts));
  const authorities = new Set(bundles.map(({ authority }) => authority)).size;
  const named = authorities === 1 ? '1 authority' : `${authorities} authorities`;
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const megabytes = parts.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6;
  return `${named}, ${plural(bundles.length, 'bundle')}, ${plural(rows, 'row')}, ${megabytes.toFixed(1)} MB`;
}

function several(count: number): ConfigError {
  return new ConfigError({
    code: 'pool-refused',
    message: `${count} bundles were not taken`,
    hint: 'the others were; ssd-extract errors CODE says what to do about each',
  });
}
