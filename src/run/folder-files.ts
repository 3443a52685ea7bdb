import fs from 'node:fs/promises';
import path from 'node:path';
import { UNMAPPED_CODES } from '../bundle/contents.ts';
import { FINDINGS } from '../bundle/findings-writer.ts';
import { MANIFEST } from '../bundle/manifest.ts';
import { ConfigError } from '../problems/errors.ts';
import type { Spec, SpecObject } from '../spec/model.ts';
import { showPath } from '../yaml/read.ts';

export interface ObjectFile {
  readonly object: SpecObject;
  readonly file: string;
}

export interface FolderFiles {
  readonly found: readonly ObjectFile[];
  /** CSV files that are none of the standard. */
  readonly ignored: readonly string[];
}

/**
 * The files of a folder that are objects of the standard, by their names.
 * @throws ConfigError when there is no such folder, or none of them in it
 */
export async function findObjectFiles(dir: string, spec: Spec): Promise<FolderFiles> {
  const names = await csvFiles(dir);
  const found = names.flatMap((name) => objectFiles(dir, name, spec));
  if (found.length === 0) throw await nothingToValidate(dir);
  return {
    found,
    ignored: names.filter((name) => !found.some(({ file }) => path.basename(file) === name)),
  };
}

/**
 * A folder that may be a bundle, or one that lost its manifest.
 * @throws ConfigError when there is no such folder, or it holds bundles and is none
 */
export async function expectBundle(dir: string): Promise<void> {
  const names = await namesIn(dir);
  const bundles = names.includes(MANIFEST) ? [] : await bundlesIn(dir);
  if (bundles.length > 0) throw aFolderOfBundles(dir, bundles);
}

async function csvFiles(dir: string): Promise<string[]> {
  const names = await namesIn(dir);
  const others = [FINDINGS, UNMAPPED_CODES];
  return names.filter((name) => /\.csv$/i.test(name) && !others.includes(name)).sort();
}

async function namesIn(dir: string): Promise<string[]> {
  return fs.readdir(dir).catch((error: unknown) => {
    throw unreadable(dir, error);
  });
}

function unreadable(dir: string, error: unknown): ConfigError {
  const file = (error as NodeJS.ErrnoException).code === 'ENOTDIR';
  return new ConfigError({
    code: 'no-folder',
    message: file ? `${showPath(dir)} is a file` : `there is no folder ${showPath(dir)}`,
    hint: 'name the folder that holds the CSV files',
    cause: error,
  });
}

async function nothingToValidate(dir: string): Promise<ConfigError> {
  const bundles = await bundlesIn(dir);
  if (bundles.length > 0) return aFolderOfBundles(dir, bundles);
  return new ConfigError({
    code: 'no-files',
    message: `no file of the standard in ${showPath(dir)}`,
    hint: 'files are named after their objects: ssd_person.csv, …',
  });
}

function aFolderOfBundles(dir: string, bundles: readonly string[]): ConfigError {
  const shown = bundles.slice(-MOST_BUNDLES).map((name) => showPath(path.join(dir, name)));
  const more = bundles.length > shown.length ? 'the newest: ' : '';
  return new ConfigError({
    code: 'no-files',
    message: `${showPath(dir)} is a folder of bundles, not a bundle`,
    hint: `name one of them: ${more}${shown.join(', ')}`,
  });
}

/** Bundles named when their parent was meant to be one. */
const MOST_BUNDLES = 5;

/** In the order of their names, which is that of their runs. */
async function bundlesIn(dir: string): Promise<string[]> {
  const entries = await fs.readdir(dir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const names: string[] = [];
  for (const { name } of folders) {
    const files = await fs.readdir(path.join(dir, name)).catch((): string[] => []);
    if (files.includes(MANIFEST)) names.push(name);
  }
  return names.sort();
}

function objectFiles(dir: string, name: string, spec: Spec): ObjectFile[] {
  return spec.objects
    .filter((object) => `${object.name}.csv`.toLowerCase() === name.toLowerCase())
    .map((object) => ({ object, file: path.join(dir, name) }));
}

/** @throws ConfigError that says what to do with a bundle that cannot be read as it is */
export async function refuseEncrypted(dir: string): Promise<void> {
  const names = await fs.readdir(dir).catch((): string[] => []);
  if (!names.some((name) => /\.csv\.age$/i.test(name))) return;
  throw new ConfigError({
    code: 'encrypted',
    message: `${showPath(dir)} is encrypted`,
    hint: `decrypt it first (ssd-extract decrypt ${showPath(dir)} --identity FILE) and validate what comes of it; ssd-extract verify holds the encrypted files against their manifest`,
  });
}
