import fs from 'node:fs/promises';
import path from 'node:path';
import { CURRENT, mendCurrent } from './current.ts';
import { renamePatiently } from './durable.ts';
import { LATEST_DRAFT } from './latest.ts';
import { publishingError } from './publishing-errors.ts';
import { STAGING_PREFIX } from './staging.ts';

/** What is being swept: no run publishes a folder of this name. */
const SWEPT_PREFIX = '.swept-';

/**
 * Removes what dead runs left staged (it is personal data) and says which. Call it only while
 * holding the lock of the folder. Each folder loses its name first, so that a run that was taken
 * for dead and wakes up publishes either all of it or nothing.
 * @throws PublishingError naming what cannot be removed.
 */
export async function sweepStaging(outDir: string): Promise<readonly string[]> {
  const names = await fs.readdir(outDir).catch((error: unknown) => {
    throw publishingError(error, 'read the output folder', outDir);
  });
  const left = names.filter((name) => name.startsWith(STAGING_PREFIX));
  for (const name of left) {
    const swept = `${SWEPT_PREFIX}${name.slice(STAGING_PREFIX.length)}`;
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
