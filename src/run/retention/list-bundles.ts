import fs from 'node:fs/promises';
import path from 'node:path';
import { MANIFEST, type Manifest, bundleName } from '../../bundle/manifest.ts';
import { readManifest } from '../../bundle/verify-bundle.ts';
import type { Site } from '../../site/model.ts';

/** A folder beside the others that a run of this site has published. */
export interface OwnBundle {
  readonly name: string;
  /** In milliseconds since 1970. */
  readonly finished: number;
  readonly partial: boolean;
  /** Files that the manifest does not list, and no system makes by itself. */
  readonly strangers: readonly string[];
}

/** What Windows and macOS leave in folders that somebody looks at. */
const OF_THE_SYSTEM = new Set(['thumbs.db', 'desktop.ini', '.ds_store']);

/**
 * The bundles of a site in an output folder, newest first: folders, and no links to folders, that
 * carry a manifest of this site and CMS and still have the name that its run gave them. A copy that
 * somebody made and named is theirs.
 */
export async function listBundles(
  outDir: string,
  { site, cms }: Pick<Site, 'site' | 'cms'>,
): Promise<OwnBundle[]> {
  const entries = await fs.readdir(outDir, { withFileTypes: true });
  const bundles: OwnBundle[] = [];
  for (const entry of entries.filter((item) => item.isDirectory())) {
    const manifest = ownManifest(path.join(outDir, entry.name));
    if (manifest?.site !== site || manifest.cms !== cms) continue;
    if (entry.name !== bundleName(site, manifest.run)) continue;
    const finished = Date.parse(manifest.finished);
    if (Number.isNaN(finished)) continue;
    bundles.push({
      name: entry.name,
      finished,
      partial: manifest.partial !== null,
      strangers: await strangersIn(path.join(outDir, entry.name), manifest),
    });
  }
  return bundles.sort((a, b) => b.finished - a.finished || (a.name < b.name ? 1 : -1));
}

function ownManifest(dir: string): Manifest | undefined {
  const manifest = readManifest(dir);
  return typeof manifest === 'string' ? undefined : manifest;
}

async function strangersIn(dir: string, manifest: Manifest): Promise<string[]> {
  const listed = new Set([
    MANIFEST,
    ...[...manifest.files, ...manifest.others].map(({ file }) => file),
  ]);
  const names = await fs.readdir(dir);
  return names.filter((name) => !listed.has(name) && !OF_THE_SYSTEM.has(name.toLowerCase()));
}
