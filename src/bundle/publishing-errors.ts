import { PublishingError, SsdError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';

const CAUSES: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ENOSPC: ['the disk is full', 'free some space, or set another output folder'],
  EDQUOT: ['the disk quota is used up', 'free some space, or set another output folder'],
  EACCES: [
    'there is no right to write',
    'give the account that runs this the right to write there, or set another output folder',
  ],
  EPERM: [
    'there is no right to write',
    'give the account that runs this the right to write there; close programs that hold the folder open',
  ],
  EROFS: ['the disk is read-only', 'set another output folder'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'set another output folder'],
  EEXIST: ['there is something of that name', 'remove it, or set another output folder'],
  ENOENT: ['the path does not exist', 'check that the disk or network share is there'],
  EBUSY: [
    'another program holds it open',
    'close programs that read the output folder, or exclude it from the virus scanner',
  ],
  EIO: ['the disk reports an error', 'have the disk checked'],
};

/**
 * What went wrong with a file of the bundle, in words; errors that already speak pass unchanged.
 */
export function publishingError(error: unknown, doing: string, file: string): SsdError {
  if (error instanceof SsdError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const [what, hint] = CAUSES[code] ?? [
    code === '' ? 'an unknown fault' : code,
    'check the output folder and its disk',
  ];
  return new PublishingError({
    code: `publish-${code.toLowerCase() || 'fault'}`,
    message: `cannot ${doing} ${showPath(file)}: ${what}`,
    hint: `${hint}. The last good bundle is as it was`,
    cause: error,
  });
}
