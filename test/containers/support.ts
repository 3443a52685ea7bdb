import fs from 'node:fs';
import path from 'node:path';
import { getContainerRuntimeClient } from 'testcontainers';
import { tempDir } from '../support/files.ts';
import { type Golden, golden, noGolden } from '../support/golden.ts';

/** Why container tests cannot run here, as the one line that a skipped suite shows, or false. */
export async function noContainers(): Promise<string | false> {
  if (noGolden !== false) return noGolden;
  try {
    await getContainerRuntimeClient();
    return false;
  } catch {
    return 'no container engine answers here (Docker, Podman, Colima)';
  }
}

/** Both golden databases: any CMS may sit on any engine. */
export const GOLDEN: readonly (() => Golden)[] = [
  () => golden('liquid_logic'),
  () => golden('mosaic'),
];

export const PASSWORD = { env: 'SSD_CONTAINER_PASSWORD' } as const;

/** Writes the site file of a test database and gives its path. */
export function writeContainerSite(
  { cms, parameters }: Golden,
  connection: object,
  source: object,
): string {
  const file = path.join(tempDir(), 'site.yml');
  fs.writeFileSync(
    file,
    `site: container\ncms: ${cms}\nconnection: ${JSON.stringify(connection)}\nsource: ${JSON.stringify(source)}\ntestdb: true\noutput: {dir: ./bundles}\n${parameters}`,
  );
  return file;
}
