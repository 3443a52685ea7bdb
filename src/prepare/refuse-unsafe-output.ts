import { unsafePlace } from '../files/unsafe-place.ts';
import { ConfigError } from '../problems/errors.ts';
import type { Site } from '../site/model.ts';
import { showPath } from '../yaml/read.ts';

/**
 * Children's data does not belong where files wander by themselves. A site of synthetic data, which
 * `testdb` may write to, may have its bundles anywhere.
 * @throws ConfigError unless the site allows it
 */
export async function refuseUnsafeOutput(site: Site, outDir: string): Promise<void> {
  if (site.testdb || site.output.allow_unsafe_dir) return;
  const why = await unsafePlace(outDir);
  if (why === undefined) return;
  throw new ConfigError({
    code: 'unsafe-output',
    message: `no bundle is written to ${showPath(outDir)}: ${why}`,
    hint: 'set output: {dir: …} to a folder that stays on this machine or on a share of yours; output: {allow_unsafe_dir: true} allows it all the same',
  });
}
