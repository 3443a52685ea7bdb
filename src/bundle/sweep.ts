import fs from 'node:fs/promises';
import path from 'node:path';
import { STAGING_PREFIX } from './staging.ts';

/**
 * Removes what dead runs left staged (it is personal data) and says which. Call it only while
 * holding the lock of the folder.
 */
export async function sweepStaging(outDir: string): Promise<readonly string[]> {
  const names = (await fs.readdir(outDir).catch(() => [])).filter((name) =>
    name.startsWith(STAGING_PREFIX),
  );
  for (const name of names) {
    await fs.rm(path.join(outDir, name), { recursive: true, force: true, maxRetries: 5 });
  }
  return names;
}
