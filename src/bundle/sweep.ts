import fs from 'node:fs/promises';
import path from 'node:path';
import { CURRENT, mendCurrent } from './current.ts';
import { renamePatiently } from './durable.ts';
import { FAILED_PREFIX } from './kept-staging.ts';
import { LATEST_DRAFT } from './latest.ts';
import { cannot, publishingError } from './publishing-errors.ts';
import { STAGING_PREFIX } from './staging.ts';

/** What is being swept: no run publishes a folder of this name. */
const SWEPT_PREFIX = '.swept-';

/**
 * Removes what dead runs left staged and failed ones kept (it is personal data), all but the folder
 * `except`, and says which. Call it only while holding the lock of the folder. Each folder loses
 * its name first, so that a run that was taken for dead and wakes up publishes all of it or
 * nothing.
 * @throws PublishingError naming what cannot be removed.
 */
export async function sweepStaging(outDir: string, except?: string): Promise<readonly string[]> {
  const names = await fs.readdir(outDir).catch(cannot('read the output folder', outDir));
  const left = names.filter((name) => isLeft(name) && name !== except);
  for (const name of left) {
    const swept = `${SWEPT_PREFIX}${name.slice(name.indexOf('-') + 1)}`;
    await renamePatiently(path.join(outDir, name), path.join(outDir, swept)).catch(
      cannotRemove(outDir, name),
    );
    await remove(outDir, swept);
  }
  for (const name of names) {
    if (name.startsWith(SWEPT_PREFIX) || name.startsWith(LATEST_DRAFT)) await remove(outDir, name);
  }
  await mendCurrent(outDir, names).catch(cannotRemove(outDir, CURRENT));
  return left;
}

function isLeft(name: string): boolean {
  return name.startsWith(STAGING_PREFIX) || name.startsWith(FAILED_PREFIX);
}

async function remove(outDir: string, name: string): Promise<void> {
  await fs
    .rm(path.join(outDir, name), { recursive: true, force: true, maxRetries: 5 })
    .catch(cannotRemove(outDir, name));
}

function cannotRemove(outDir: string, name: string): (error: unknown) => never {
  return (error) => {
    throw publishingError(
      error,
      'remove what a run that did not end has left,',
      path.join(outDir, name),
    );
  };
}
