import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { PublishingError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import { atExit } from './at-exit.ts';
import { renamePatiently, syncFolder, writeDurably } from './durable.ts';
import { openFileToGroup } from './open-to-group.ts';
import { causeOf } from './publishing-errors.ts';

/** The file beside the bundles that names the newest one. */
export const LATEST = 'LATEST';
/** `LATEST` while it is written. */
export const LATEST_DRAFT = `.${LATEST}-`;

/**
 * Makes the name of a bundle that was just published durable, and points LATEST at it. LATEST goes
 * on naming the last whole one when this bundle is partial.
 * @throws PublishingError that says so: the bundle is there, whatever fails here.
 */
export async function announce(
  outDir: string,
  bundle: string,
  { partial, groupReadable }: { readonly partial: boolean; readonly groupReadable: boolean },
): Promise<void> {
  if (partial) {
    await syncFolder(outDir).catch((error: unknown) => {
      throw notForGood(bundle, 'its name cannot be made durable', error);
    });
    return;
  }
  const name = path.basename(bundle);
  const draft = path.join(outDir, `${LATEST_DRAFT}${name}`);
  const leaveNothing = atExit(() => rmSync(draft, { force: true }));
  try {
    await syncFolder(outDir);
    await writeDurably(draft, `${name}\n`);
    if (groupReadable) await openFileToGroup(draft);
    await renamePatiently(draft, path.join(outDir, LATEST));
    await syncFolder(outDir);
  } catch (error) {
    await fs.rm(draft, { force: true }).catch(() => undefined);
    throw notForGood(bundle, `${LATEST} cannot be made to name it for good`, error);
  } finally {
    leaveNothing();
  }
}

function notForGood(bundle: string, what: string, error: unknown): PublishingError {
  return new PublishingError({
    code: 'published-not-latest',
    message: `the bundle ${showPath(bundle)} is published and whole, but ${what}: ${causeOf(error)}`,
    hint: `have the disk and the rights of the output folder checked; until the next run, take the bundle by its name and not by ${LATEST}`,
    bundle,
    cause: error,
  });
}

/**
 * A file cannot be renamed over a folder, and it is better to know before the work.
 * @throws PublishingError when there is a folder where LATEST belongs.
 */
export async function refuseLatestFolder(outDir: string): Promise<void> {
  const latest = path.join(outDir, LATEST);
  const stat = await fs.lstat(latest).catch(() => undefined);
  if (!stat?.isDirectory()) return;
  throw new PublishingError({
    code: 'latest-is-a-folder',
    message: `${showPath(latest)} is a folder, where a file has to name the newest bundle`,
    hint: 'rename or remove that folder, then run again. Nothing was extracted; the last good bundle is as it was',
  });
}
