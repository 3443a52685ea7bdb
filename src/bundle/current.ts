import { constants, rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { PublishingError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import { atExit } from './at-exit.ts';
import { compareFiles } from './compare-files.ts';
import { HELD, renamePatiently, syncFile, syncFolder } from './durable.ts';
import { MANIFEST, type Manifest } from './manifest.ts';
import { causeOf } from './publishing-errors.ts';

/** The folder beside the bundles that is always the last whole one: a path to point Excel at. */
export const CURRENT = 'current';
const DRAFT = '.current-new-';
const OLD = '.current-old-';

/**
 * Makes `current` a copy of the bundle that was just published. A copy, and neither a link nor hard
 * links: shares follow no links, Windows wants rights for them, and who saves a file in `current`
 * must not change the bundle. It is filled under another name, held against the manifest, and takes
 * the place of the old one by two renames; whoever is killed between the two is mended by the next
 * run.
 * @returns why the old one stays, in words, when another program holds a file of it open
 * @throws PublishingError that says that the bundle is there, whatever fails here
 */
export async function refreshCurrent(
  bundle: string,
  manifest: Manifest,
): Promise<string | undefined> {
  const outDir = path.dirname(bundle);
  const draft = path.join(outDir, `${DRAFT}${manifest.run}`);
  const leaveNothing = atExit(() => rmSync(draft, { recursive: true, force: true }));
  try {
    await copyBundle(bundle, draft);
    const faults = await compareFiles(draft, manifest);
    if (faults.length > 0) throw notCurrent(bundle, faults.join('; '));
    return await takePlace(draft, path.join(outDir, `${OLD}${manifest.run}`));
  } catch (error) {
    if (error instanceof PublishingError) throw error;
    throw notCurrent(bundle, causeOf(error), error);
  } finally {
    await fs.rm(draft, { recursive: true, force: true }).catch(() => undefined);
    leaveNothing();
  }
}

function notCurrent(bundle: string, why: string, cause?: unknown): PublishingError {
  return new PublishingError({
    code: 'published-not-current',
    message: `the bundle ${showPath(bundle)} is published, but ${CURRENT} cannot be made a copy of it: ${why}`,
    hint: 'have the disk and the rights of the output folder checked; until the next run, take the bundle by its name',
    bundle,
    cause,
  });
}

/** With the modes of the bundle's own files and folder. */
async function copyBundle(bundle: string, draft: string): Promise<void> {
  const { mode } = await fs.stat(bundle);
  await fs.mkdir(draft, { mode: 0o700 });
  for (const name of await fs.readdir(bundle)) {
    const copy = path.join(draft, name);
    await fs.copyFile(path.join(bundle, name), copy, constants.COPYFILE_FICLONE);
    await syncCopy(copy);
  }
  await fs.chmod(draft, mode & 0o777);
  await syncFolder(draft);
}

async function syncCopy(file: string): Promise<void> {
  const handle = await fs.open(file, 'r+');
  try {
    await syncFile(handle);
  } finally {
    await handle.close();
  }
}

async function takePlace(draft: string, old: string): Promise<string | undefined> {
  const outDir = path.dirname(draft);
  const current = path.join(outDir, CURRENT);
  const before = await isThere(current);
  try {
    if (before) await renamePatiently(current, old);
  } catch (error) {
    if (!HELD.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return `${CURRENT} stays as it was: another program holds a file of it open. Close what reads ${showPath(current)}; the next run tries again`;
  }
  try {
    await renamePatiently(draft, current);
  } catch (error) {
    if (before) await renamePatiently(old, current);
    throw error;
  }
  await syncFolder(outDir);
  await discard(old);
  return undefined;
}

/**
 * Removes what a run that was killed left of its work on `current`, and gives `current` its name
 * back when it was killed between the two renames.
 */
export async function mendCurrent(outDir: string, names: readonly string[]): Promise<void> {
  const old = names.filter((name) => name.startsWith(OLD)).sort();
  const last = old.at(-1);
  if (last !== undefined && !names.includes(CURRENT)) {
    await renamePatiently(path.join(outDir, last), path.join(outDir, CURRENT));
  }
  for (const name of [...old, ...names.filter((entry) => entry.startsWith(DRAFT))]) {
    await discard(path.join(outDir, name));
  }
}

/** What another program still holds open goes another time. */
async function discard(folder: string): Promise<void> {
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
}

/**
 * What stands in the place of `current` is only replaced when it is ours, or an empty folder.
 * @throws PublishingError before the work, when it is anything else
 */
export async function refuseForeignCurrent(outDir: string): Promise<void> {
  const current = path.join(outDir, CURRENT);
  if (!(await isThere(current))) return;
  const stat = await fs.lstat(current);
  const names = stat.isDirectory() ? await fs.readdir(current) : undefined;
  if (names?.length === 0 || names?.includes(MANIFEST)) return;
  throw new PublishingError({
    code: 'current-is-not-ours',
    message: `${showPath(current)} is not a bundle, and a copy of the newest bundle belongs there (output.current)`,
    hint: 'rename or remove it, then run again. Nothing was extracted; the last good bundle is as it was',
  });
}

async function isThere(file: string): Promise<boolean> {
  try {
    await fs.lstat(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
