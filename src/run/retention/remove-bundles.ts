import fs from 'node:fs/promises';
import path from 'node:path';
import { renamePatiently } from '../../bundle/durable.ts';
import { LATEST } from '../../bundle/latest.ts';
import { causeOf } from '../../bundle/publishing-errors.ts';
import type { Site } from '../../site/model.ts';
import { showPath } from '../../yaml/read.ts';
import type { LateWarning } from '../run-result.ts';
import { chooseExpired } from './choose-expired.ts';
import { listBundles } from './list-bundles.ts';

/** A bundle while it is removed: no longer one, and nobody's. */
export const EXPIRED_PREFIX = '.expired-';

export interface Removal {
  /** Names of bundles that are gone. */
  readonly removed: readonly string[];
  readonly warnings: readonly LateWarning[];
}

/**
 * Removes the bundles of a site that its `keep` does not keep, and what an earlier removal left
 * when it was killed. Call it while holding the lock of the folder, after a whole bundle was
 * published. Each loses its name first, so that a bundle is there whole or not at all. Never
 * throws: what cannot be removed is a warning.
 */
export async function removeOldBundles(
  outDir: string,
  site: Pick<Site, 'site' | 'cms' | 'keep'>,
  published: string,
): Promise<Removal> {
  const removed: string[] = [];
  const warnings: LateWarning[] = [];
  const attempt = async (what: string, work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      warnings.push(notRemoved(`${what} cannot be removed: ${causeOf(error)}`));
      return false;
    }
  };
  await attempt(`old bundles in ${showPath(outDir)}`, async () => {
    for (const name of await leftovers(outDir)) {
      await attempt(showPath(path.join(outDir, name)), () => remove(outDir, name));
    }
    if (site.keep === undefined) return;
    const never = [path.basename(published), await latest(outDir)];
    const bundles = await listBundles(outDir, site);
    const expired = chooseExpired(bundles, site.keep, { now: Date.now(), never });
    for (const { name, strangers } of expired) {
      const bundle = path.join(outDir, name);
      if (strangers.length > 0) {
        warnings.push(holdsStrangers(bundle, strangers));
        continue;
      }
      if (await attempt(showPath(bundle), () => expire(outDir, name))) removed.push(name);
    }
  });
  return { removed, warnings };
}

async function leftovers(outDir: string): Promise<string[]> {
  const names = await fs.readdir(outDir);
  return names.filter((name) => name.startsWith(EXPIRED_PREFIX));
}

async function latest(outDir: string): Promise<string> {
  const text = await fs.readFile(path.join(outDir, LATEST), 'utf8');
  return text.trim();
}

async function expire(outDir: string, name: string): Promise<void> {
  const expired = `${EXPIRED_PREFIX}${name}`;
  await renamePatiently(path.join(outDir, name), path.join(outDir, expired));
  await remove(outDir, expired);
}

async function remove(outDir: string, name: string): Promise<void> {
  await fs.rm(path.join(outDir, name), { recursive: true, force: true, maxRetries: 5 });
}

function notRemoved(message: string): LateWarning {
  return { code: 'bundle-not-removed', message: `${message}; the next run tries again` };
}

/** Somebody's own work is not ours to remove. */
function holdsStrangers(bundle: string, strangers: readonly string[]): LateWarning {
  const files = strangers.length === 1 ? 'a file that is' : `${strangers.length} files that are`;
  return notRemoved(
    `${showPath(bundle)} is older than keep says, and holds ${files} not of the bundle: move what is to stay elsewhere`,
  );
}
