import fs from 'node:fs/promises';
import path from 'node:path';
import { FileFault, readTextFile } from '../files/read-file.ts';
import { compareFiles } from './compare-files.ts';
import { readCsv } from './csv-reader.ts';
import { FINDINGS } from './findings-writer.ts';
import { MANIFEST, type Manifest, type ManifestFile, manifestShape } from './manifest.ts';
import { StructureFault } from './structure-fault.ts';

export interface BundleCheck {
  readonly manifest?: Manifest;
  /** What is wrong, in words; empty when the bundle is whole. */
  readonly faults: readonly string[];
}

/**
 * Whether a folder is a whole bundle: a manifest, exactly its files, each with its size, hash,
 * columns and rows; of an encrypted one what can be told without a key, which is all but columns
 * and rows. The manifest may be somebody else's: its names are plain names of regular files
 * in this folder, or a fault. `onStep` is told what is being done, for a person who waits.
 */
export async function verifyBundle(
  dir: string,
  onStep: (what: string) => void = () => undefined,
): Promise<BundleCheck> {
  const manifest = readManifest(dir);
  if (typeof manifest === 'string') return { faults: [manifest] };
  onStep('comparing files with the manifest');
  const faults = await compareFiles(dir, manifest);
  if (manifest.encrypted) return { manifest, faults };
  for (const listed of manifest.files) {
    // a name that leads elsewhere was a fault already
    if (faults.some((fault) => fault.startsWith(JSON.stringify(listed.file)))) continue;
    onStep(`counting the rows of ${listed.file}`);
    faults.push(...(await compareRows(path.join(dir, listed.file), listed)));
  }
  return { manifest, faults };
}

/**
 * As `verifyBundle`; undefined when the folder does not look like a bundle of ours. One that lost
 * its manifest still does.
 */
export async function findBundle(
  dir: string,
  onStep?: (what: string) => void,
): Promise<BundleCheck | undefined> {
  const names = await fs.readdir(dir);
  const ours = names.includes(MANIFEST) || names.includes(FINDINGS);
  return ours ? await verifyBundle(dir, onStep) : undefined;
}

/** The manifest of a folder, or in words why there is none that can be used. */
export function readManifest(dir: string): Manifest | string {
  let text: string;
  try {
    text = readTextFile(path.join(dir, MANIFEST));
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    return error.code === 'ENOENT'
      ? `there is no ${MANIFEST}: this is no whole bundle`
      : `${MANIFEST} cannot be used: ${error.message}`;
  }
  try {
    const parsed = manifestShape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : `${MANIFEST} does not have the shape of a manifest`;
  } catch {
    return `${MANIFEST} is not valid JSON`;
  }
}

async function compareRows(full: string, { file, rows, columns }: ManifestFile): Promise<string[]> {
  try {
    const csv = await readCsv(full);
    const faults: string[] = [];
    if (csv.columns.join('\n') !== columns.join('\n')) {
      faults.push(`"${file}" does not have the columns that the manifest lists`);
    }
    let found = 0;
    for await (const batch of csv.batches) found += batch.length;
    return found === rows ? faults : [...faults, `"${file}" has ${found} rows, not ${rows}`];
  } catch (error) {
    if (error instanceof StructureFault) return [error.message];
    throw error;
  }
}
