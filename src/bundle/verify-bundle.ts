import fs from 'node:fs/promises';
import path from 'node:path';
import { compareFiles } from './compare-files.ts';
import { readCsv } from './csv-reader.ts';
import { MANIFEST, type Manifest, type ManifestFile, manifestShape } from './manifest.ts';

export interface BundleCheck {
  readonly manifest?: Manifest;
  /** What is wrong, in words; empty when the bundle is whole. */
  readonly faults: readonly string[];
}

/**
 * Whether a folder is a whole bundle: a manifest, exactly its files, each with its size, hash,
 * header and rows.
 */
export async function verifyBundle(dir: string): Promise<BundleCheck> {
  const manifest = await readManifest(dir);
  if (typeof manifest === 'string') return { faults: [manifest] };
  const faults = await compareFiles(dir, manifest);
  for (const listed of manifest.files) {
    // the rows of a file that is missing, or is no file, cannot be counted
    const file = path.join(dir, listed.file);
    if ((await fs.lstat(file).catch(() => undefined))?.isFile()) {
      faults.push(...(await compareRows(file, listed)));
    }
  }
  return { manifest, faults };
}

async function readManifest(dir: string): Promise<Manifest | string> {
  let text: string;
  try {
    text = await fs.readFile(path.join(dir, MANIFEST), 'utf8');
  } catch {
    return `there is no ${MANIFEST}: this is no bundle`;
  }
  try {
    const parsed = manifestShape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : `${MANIFEST} does not have the shape of a manifest`;
  } catch {
    return `${MANIFEST} is not valid JSON`;
  }
}

async function compareRows(file: string, listed: ManifestFile): Promise<string[]> {
  const csv = await readCsv(file);
  let rows = 0;
  for await (const batch of csv.batches) rows += batch.length;
  return [
    ...(rows === listed.rows ? [] : [`${listed.file} does not have ${listed.rows} rows`]),
    ...(csv.columns.join() === listed.columns.join()
      ? []
      : [`${listed.file} does not have the columns that the manifest lists`]),
  ];
}
