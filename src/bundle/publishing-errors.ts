import path from 'node:path';
import { PublishingError, SsdError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';

const TOO_MANY_FILES = [
  'too many files are open',
  'raise the limit of open files (ulimit -n) for the account that runs this',
] as const;

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
  EFBIG: [
    'the file is larger than this account or file system allows',
    'raise the limit (ulimit -f), or set another output folder',
  ],
  EMFILE: TOO_MANY_FILES,
  ENFILE: TOO_MANY_FILES,
};

/** What went wrong with a file, in words: `the disk is full`. */
export function causeOf(error: unknown): string {
  return explain(error).what;
}

/**
 * An error of the file system that nobody has put into words yet (a temporary file, a folder that
 * vanished) as a PublishingError; anything else passes unchanged.
 */
export function diskFault(error: unknown, outDir: string): unknown {
  if (error instanceof SsdError || !(error instanceof Error)) return error;
  const { code = '', path: file } = error as NodeJS.ErrnoException;
  const inside = file !== undefined && isInside(file, outDir);
  return inside || DISK_FAULTS.has(code) ? publishingError(error, 'write', file ?? outDir) : error;
}

/** Codes that no socket gives. */
const DISK_FAULTS = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EFBIG', 'EMFILE', 'ENFILE']);

function isInside(file: string, dir: string): boolean {
  const relative = path.relative(path.resolve(dir), path.resolve(file));
  return relative.split(path.sep)[0] !== '..' && !path.isAbsolute(relative);
}

/**
 * What went wrong with a file of the bundle, in words; errors that already speak pass unchanged.
 */
export function publishingError(error: unknown, doing: string, file: string): SsdError {
  if (error instanceof SsdError) return error;
  const { code, what, hint } = explain(error);
  return new PublishingError({
    code: `publish-${code.toLowerCase() || 'fault'}`,
    message: `cannot ${doing} ${showPath(file)}: ${what}`,
    hint: `${hint}. The last good bundle is as it was`,
    cause: error,
  });
}

/** For `catch`: throws what went wrong with a file as a `publishingError`. */
export function cannot(doing: string, file: string): (error: unknown) => never {
  return (error) => {
    throw publishingError(error, doing, file);
  };
}

function explain(error: unknown): {
  readonly code: string;
  readonly what: string;
  readonly hint: string;
} {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const [what, hint] = CAUSES[code] ?? [
    code === '' ? 'an unknown fault' : code,
    'check the output folder and its disk',
  ];
  return { code, what, hint };
}
