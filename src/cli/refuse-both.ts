import { ConfigError } from '../problems/errors.ts';

/** A site has one CMS and says which, so that `--cms` beside `--site` can only contradict it. */
export function refuseBoth(site: string | undefined, cms: string | undefined, say: string): void {
  if (site === undefined || cms === undefined) return;
  throw new ConfigError({
    code: 'usage',
    message: '--site does not go with --cms: the site file says which CMS it is',
    hint: `ssd-extract ${say}`,
  });
}
