import path from 'node:path';
import { hashFile } from '../../bundle/hash-file.ts';
import { MANIFEST, type Manifest } from '../../bundle/manifest.ts';
import { ConfigError } from '../../problems/errors.ts';
import { showPath } from '../../yaml/read.ts';
import type { BundleTables } from '../bundle-tables.ts';
import { readBundle } from '../open-bundle.ts';
import { type Entry, entryShape } from './record.ts';

/** What a pool will say of a bundle, but for its parts. */
export type Identity = Omit<Entry, 'parts'>;

/** A bundle that is as it was written, and that a pool can take. */
export interface OfferedBundle extends BundleTables {
  readonly identity: Identity;
}

/**
 * @throws ConfigError for a folder that is no bundle, is not whole, is encrypted or partial, or
 * that a pool has no place for
 */
export async function readOffered(
  dir: string,
  onStep: (what: string) => void,
): Promise<OfferedBundle> {
  const tables = await readBundle(dir, onStep);
  if (tables.manifest.partial) throw partial(dir);
  const { sha256 } = await hashFile(path.join(dir, MANIFEST));
  const identity = identityOf(tables.manifest, sha256);
  if (!identity) throw unnamed(dir);
  const odd = oddName(tables);
  if (odd !== undefined) throw oddlyNamed(dir, odd);
  return { ...tables, identity };
}

function identityOf(manifest: Manifest, sha256: string): Identity | undefined {
  const { run, site, asOf, finished, cms, spec, valid, pseudonymised } = manifest;
  return identityShape.safeParse({
    ...{ authority: site, as_of: asOf, manifest: sha256, run, finished, cms },
    ...{ spec: spec.version, valid },
    ...(pseudonymised && { key_id: pseudonymised.key_id }),
  }).data;
}

const identityShape = entryShape.omit({ parts: true });

const NAME = /^[a-z0-9][a-z0-9_]*$/;
/** The columns that the folders of a part make. */
const TAKEN = ['authority', 'as_of'];

/** Of an object or a field: the first that is not to become a folder or a column. */
function oddName({ tables }: BundleTables): string | undefined {
  return tables
    .flatMap(({ object, columns }) => [object, ...columns.map(({ name }) => name)])
    .find((name) => !NAME.test(name) || TAKEN.includes(name));
}

function partial(dir: string): ConfigError {
  return new ConfigError({
    code: 'pool-partial',
    message: `${showPath(dir)} holds only a part of the data set (--only, --skip or --limit)`,
    hint: 'a pool takes whole nights: run without these options, and pool what that makes',
  });
}

function unnamed(dir: string): ConfigError {
  return new ConfigError({
    code: 'pool-unnamed',
    message: `the manifest of ${showPath(dir)} does not say which authority and night it is of: site, asOf and finished`,
    hint: 'site is lower-case letters, digits, - and _; asOf is a day; finished is a moment. Every run of ssd-extract writes them',
  });
}

function oddlyNamed(dir: string, name: string): ConfigError {
  return new ConfigError({
    code: 'pool-name',
    message: `${showPath(dir)} has an object or a field with the name ${JSON.stringify(name)}`,
    hint: 'in a pool, names are lower-case letters, digits and _, and neither authority nor as_of, which the folders say',
  });
}
