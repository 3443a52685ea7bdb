import fs from 'node:fs/promises';
import path from 'node:path';
import { hashFile } from './hash-file.ts';
import { MANIFEST, type Manifest } from './manifest.ts';

/**
 * In what the files of a folder differ from its manifest, in words: one that is missing, that
 * nobody listed, that is no regular file, of another size or with other bytes.
 */
export async function compareFiles(dir: string, manifest: Manifest): Promise<string[]> {
  const listed = [...manifest.files, ...manifest.others];
  const entries = await fs.readdir(dir, { withFileTypes: true });
  const present = new Map(entries.map((entry) => [entry.name, entry]));
  const names = new Set([MANIFEST, ...listed.map(({ file }) => file)]);
  const faults = [...present.keys()]
    .filter((name) => !names.has(name))
    .map((name) => `${name} is not in the manifest`);
  if (present.get(MANIFEST)?.isFile() === false) faults.push(`${MANIFEST} is not a regular file`);
  for (const { file, bytes, sha256 } of listed) {
    const entry = present.get(file);
    if (!entry) {
      faults.push(`${file} is missing`);
    } else if (!entry.isFile()) {
      faults.push(`${file} is not a regular file`);
    } else if (!(await isAsListed(path.join(dir, file), bytes, sha256))) {
      faults.push(`${file} is not as it was written`);
    }
  }
  return faults;
}

async function isAsListed(file: string, bytes: number, sha256: string): Promise<boolean> {
  const found = await hashFile(file);
  return found.bytes === bytes && found.sha256 === sha256;
}
