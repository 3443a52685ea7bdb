import fs from 'node:fs/promises';
import path from 'node:path';
import { readCsv } from './csv-reader.ts';
import { hashFile } from './hash-file.ts';
import { MANIFEST, type Manifest, manifestShape } from './manifest.ts';

export interface BundleCheck {
  readonly manifest?: Manifest;
  /** What is wrong, in words; empty when the bundle is whole. */
  readonly faults: readonly string[];
}

/**
 * Whether a folder is a whole bundle: a manifest, exactly its files, each with its size, hash and
 * rows.
 */
export async function verifyBundle(dir: string): Promise<BundleCheck> {
  const manifest = await readManifest(dir);
  if (typeof manifest === 'string') return { faults: [manifest] };
  const faults: string[] = [];
  const listed = [...manifest.files, ...manifest.others];
  const present = (await fs.readdir(dir)).filter((name) => name !== MANIFEST);
  for (const name of present) {
    if (!listed.some((file) => file.file === name)) faults.push(`${name} is not in the manifest`);
  }
  for (const file of listed) {
    if (!present.includes(file.file)) {
      faults.push(`${file.file} is missing`);
    } else if ((await hashFile(path.join(dir, file.file))).sha256 !== file.sha256) {
      faults.push(`${file.file} is not as it was written`);
    }
  }
  for (const { file, rows } of manifest.files) {
    if (present.includes(file) && (await countRows(path.join(dir, file))) !== rows) {
      faults.push(`${file} does not have ${rows} rows`);
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

async function countRows(file: string): Promise<number> {
  let rows = 0;
  for await (const batch of (await readCsv(file)).batches) rows += batch.length;
  return rows;
}
