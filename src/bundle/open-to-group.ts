import fs from 'node:fs/promises';
import path from 'node:path';

const FILE = 0o640;
const FOLDER = 0o750;

/**
 * Lets the group of a folder read it and its files, and nobody else. Windows has no such modes:
 * there the rights of the folder above are inherited.
 */
export async function openToGroup(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  for (const name of await fs.readdir(dir)) await fs.chmod(path.join(dir, name), FILE);
  await fs.chmod(dir, FOLDER);
}

/** Lets the group read one file. */
export async function openFileToGroup(file: string): Promise<void> {
  if (process.platform !== 'win32') await fs.chmod(file, FILE);
}

/** The mode of an output folder that is made. */
export function outputMode(groupReadable: boolean): number {
  return groupReadable ? FOLDER : 0o700;
}

/** Whether the group of an output folder can find the bundles in it. */
export async function groupCanEnter(dir: string): Promise<boolean> {
  return process.platform === 'win32' || ((await fs.stat(dir)).mode & 0o050) === 0o050;
}
