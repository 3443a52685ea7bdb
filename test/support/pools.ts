import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { startEngine } from '../../src/analyse/engine.ts';
import { type Pooled, poolBundles } from '../../src/analyse/pool/pool-bundles.ts';
import { type PoolRecord, partPath, readRecord } from '../../src/analyse/pool/record.ts';
import { hashFile } from '../../src/bundle/hash-file.ts';
import { MANIFEST, type Manifest } from '../../src/bundle/manifest.ts';
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

/** A bundle of one authority's night, each a minute younger than the one before. */
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

export function recordOf(out: string): PoolRecord {
  const record = readRecord(out);
  assert.ok(record, 'there is a pool');
  return record;
}

/** Fails unless the files of a pool are those that its record lists, byte for byte. */
export async function expectWhole(out: string): Promise<void> {
  const listed: string[] = [];
  for (const entry of recordOf(out).bundles) {
    for (const [object, { bytes, sha256 }] of Object.entries(entry.parts)) {
      const file = partPath(object, entry);
      listed.push(file);
      assert.deepEqual(await hashFile(path.join(out, file)), { bytes, sha256 }, file);
    }
  }
  const found = filesIn(out).filter((file) => file.includes('/'));
  assert.deepEqual(found, listed.sort());
}

export function changeManifest(bundle: string, change: (manifest: Manifest) => void): void {
  const file = path.join(bundle, MANIFEST);
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
  change(manifest);
  fs.writeFileSync(file, JSON.stringify(manifest));
}

/** As if the bundle had been made without it. */
export function dropObject(bundle: string, object: string): void {
  changeManifest(bundle, (manifest) => {
    manifest.files = manifest.files.filter((listed) => listed.object !== object);
  });
  fs.rmSync(path.join(bundle, `${object}.csv`));
}
