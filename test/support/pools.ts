import fs from 'node:fs';
import path from 'node:path';
import { startEngine } from '../../src/analyse/engine.ts';
import { type Pooled, poolBundles } from '../../src/analyse/pool/pool-bundles.ts';
import { hashFile } from '../../src/bundle/hash-file.ts';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { loadSpec } from '../../src/spec/load.ts';
import type { Spec } from '../../src/spec/model.ts';
import type { Row } from '../../src/validators/row.ts';
import { analysedBundle } from './analysed-bundle.ts';
import { DESCRIBED_SPEC } from './described-bundle.ts';
import { tempDir, writeTree } from './files.ts';

interface Night extends Partial<Manifest> {
  readonly rows?: readonly Row[];
  readonly edition?: Spec;
}

let made = 0;

/** A bundle of `ssd_a` and `ssd_b` of one authority's night, each a minute younger than the last. */
export function nightBundle(dir: string, { rows, edition, ...manifest }: Night): Promise<string> {
  const finished = new Date(Date.UTC(2026, 0, 2) + made++ * 60_000).toISOString();
  return analysedBundle(dir, {
    ...(rows && { rows }),
    ...(edition && { described: { spec: edition } }),
    manifest: { site: 'leeds', asOf: '2026-01-01', finished, run: `run_${made}`, ...manifest },
  });
}

/** The little standard with `ssd_a` changed. */
export function editionWith(change: (objectA: string) => string): Spec {
  const file = 'objects/ssd_a.yml';
  return loadSpec(
    writeTree(tempDir(), { ...DESCRIBED_SPEC, [file]: change(DESCRIBED_SPEC[file]) }),
  );
}

export function pool(out: string, ...bundles: readonly string[]): Promise<Pooled> {
  return poolBundles({ bundles, out, signal: new AbortController().signal });
}

/** Files below a folder, with forward slashes. */
export function filesIn(dir: string): string[] {
  return fs
    .readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
}

/** By file, its hash and when it was written. */
export async function snapshot(dir: string): Promise<Readonly<Record<string, string>>> {
  const shots = filesIn(dir).map(async (file): Promise<[string, string]> => {
    const { sha256 } = await hashFile(path.join(dir, file));
    return [file, `${sha256} ${fs.statSync(path.join(dir, file)).mtimeMs}`];
  });
  return Object.fromEntries(await Promise.all(shots));
}

/** What DuckDB answers that knows a pool by its catalogue alone. */
export async function askPool(dir: string, sql: string): Promise<unknown[][]> {
  const engine = await startEngine();
  try {
    await engine.connection.run(`SET file_search_path = '${dir.replaceAll("'", "''")}'`);
    await engine.connection.run(fs.readFileSync(path.join(dir, 'catalogue.duckdb.sql'), 'utf8'));
    return (await engine.connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    await engine.close();
  }
}
