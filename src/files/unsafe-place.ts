import fs from 'node:fs/promises';
import path from 'node:path';
import { isThere } from './is-there.ts';

/** Names that the folders of file synchronisers have, with what may follow them. */
const SYNCED =
  /^(?:OneDrive(?: - .+)?|Dropbox(?: \(.+\))?|Google ?Drive|My Drive|iCloudDrive|iCloud Drive|Box(?: Sync)?|Nextcloud|ownCloud|SynologyDrive|CloudStorage|Mobile Documents)$/i;
/** What a synchroniser leaves in the folder that it keeps. */
const MARKS = ['.dropbox', '.dropbox.cache', '.sync', '.owncloudsync.log', '.stfolder'];
/** Where OneDrive for Windows says it is. */
const ONEDRIVE = ['OneDrive', 'OneDriveCommercial', 'OneDriveConsumer'];

/**
 * Why bundles should not be written there, in words: what is in a git work tree or in a folder that
 * is synchronised soon lies elsewhere, too. Undefined when nothing speaks against it.
 */
export async function unsafePlace(
  dir: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const real = await realPath(dir);
  for (let at = real; ; at = path.dirname(at)) {
    if (SYNCED.test(path.basename(at)) || isOneDrive(at, environment) || (await hasMark(at))) {
      return `${at} is a folder that is synchronised to other places`;
    }
    if (await isThere(path.join(at, '.git'))) return `${at} is a work tree of git`;
    if (at === path.dirname(at)) return undefined;
  }
}

/** With links resolved as far as there is something. */
async function realPath(dir: string): Promise<string> {
  const full = path.resolve(dir);
  try {
    return await fs.realpath(full);
  } catch {
    const above = path.dirname(full);
    return above === full ? full : path.join(await realPath(above), path.basename(full));
  }
}

function isOneDrive(dir: string, environment: NodeJS.ProcessEnv): boolean {
  return ONEDRIVE.some((name) => {
    const place = environment[name];
    return place !== undefined && place !== '' && path.relative(place, dir) === '';
  });
}

async function hasMark(dir: string): Promise<boolean> {
  for (const mark of MARKS) if (await isThere(path.join(dir, mark))) return true;
  return false;
}
