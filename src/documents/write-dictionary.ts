import fs from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import type { Dictionary } from './dictionary.ts';
import { codesPage } from './site/codes-page.ts';
import { indexPage } from './site/index-page.ts';
import { objectPage } from './site/object-page.ts';
import { GENERATOR, showPage } from './site/page.ts';

/** The pages of a dictionary by file name; the same mapping gives the same bytes. */
export function makePages(dictionary: Dictionary): ReadonlyMap<string, string> {
  return new Map([
    ['index.html', showPage(dictionary, indexPage(dictionary))],
    ['codes.html', showPage(dictionary, codesPage(dictionary))],
    ...dictionary.spec.objects.map((object): [string, string] => [
      `${object.name}.html`,
      showPage(dictionary, objectPage(dictionary, object)),
    ]),
  ]);
}

/**
 * Writes the pages into a folder, and takes away those of an earlier dictionary that it no longer
 * has. Whatever else is there stays.
 * @returns how many pages there are.
 * @throws ConfigError, before anything is written, where a file of somebody else's has the name of
 * a page; or where the folder cannot be written.
 */
export async function writeDictionary(dictionary: Dictionary, dir: string): Promise<number> {
  const pages = makePages(dictionary);
  try {
    await makeFolder(dir, 0o777);
    const { ours, foreign } = await sortFiles(dir);
    const taken = foreign.filter((name) => pages.has(name));
    if (taken.length > 0) throw notOurs(dir, taken);
    for (const [name, text] of pages) await fs.writeFile(path.join(dir, name), text);
    for (const name of ours.filter((file) => !pages.has(file))) await fs.rm(path.join(dir, name));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError({
      code: 'cannot-write',
      message: `${showPath(dir)} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      hint: 'choose another folder for --out',
      cause: error,
    });
  }
  return pages.size;
}

function notOurs(dir: string, names: readonly string[]): ConfigError {
  return new ConfigError({
    code: 'not-ours',
    message: `${showPath(dir)} has files of the same name that are no pages of a dictionary: ${names.slice(0, 5).join(', ')}`,
    hint: 'choose an empty folder for --out; nothing was written',
  });
}

/** HTML files of the folder: pages of a dictionary, and everything else. */
async function sortFiles(dir: string): Promise<{ ours: string[]; foreign: string[] }> {
  const [ours, foreign]: [string[], string[]] = [[], []];
  for (const entry of await fs.readdir(dir, { withFileTypes: true })) {
    if (!entry.name.endsWith('.html')) continue;
    const isOurs = entry.isFile() && (await isPage(path.join(dir, entry.name)));
    (isOurs ? ours : foreign).push(entry.name);
  }
  return { ours, foreign };
}

async function isPage(file: string): Promise<boolean> {
  const text = await fs.readFile(file, 'utf8');
  return text.slice(0, 4096).includes(GENERATOR);
}
