import type { Dirent } from 'node:fs';
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
    .map((name) => `${JSON.stringify(name)} is not in the manifest`);
  if (present.get(MANIFEST)?.isFile() === false) faults.push(`"${MANIFEST}" is not a regular file`);
  for (const file of listed) faults.push(...(await compareFile(dir, file, present)));
  return faults;
}

interface Listed {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

async function compareFile(
  dir: string,
  { file, bytes, sha256 }: Listed,
  present: ReadonlyMap<string, Dirent>,
): Promise<string[]> {
  const name = JSON.stringify(file);
  const entry = present.get(file);
  if (!entry) return [`${name} is missing`];
  if (!entry.isFile()) return [`${name} is not a regular file`];
  const found = await hashFile(path.join(dir, file));
  if (found.bytes !== bytes) return [`${name} has ${found.bytes} bytes, not ${bytes}`];
  return found.sha256 === sha256 ? [] : [`${name} is not as it was written`];
}
