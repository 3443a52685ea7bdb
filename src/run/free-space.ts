import fs from 'node:fs/promises';
import { PublishingError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import type { RunWarning } from './find-gaps.ts';
import { median } from './history/median.ts';
import type { RunRecord } from './history/record.ts';
import { showBytes } from './show-bytes.ts';

/** Of the largest bundle of late: with less free than this, a warning. */
const MARGIN = 1.5;
/** Of the usual bundle: with less free than this, the run cannot end well. */
const HOPELESS = 0.5;

/**
 * Compares what is free on the disk of a folder with the size of the last bundles, or of the chosen
 * objects in them. Nothing is said where sizes or the disk are not known: the first run, shares
 * that tell no size. Quotas are not seen here; they end a run when it writes.
 * @throws PublishingError when the disk is clearly too small
 */
export async function checkSpace(
  dir: string,
  earlier: readonly RunRecord[],
  only: readonly string[] | undefined,
): Promise<RunWarning[]> {
  const free = await freeBytes(dir);
  return free === undefined ? [] : judgeSpace(dir, free, sizesOf(earlier, only));
}

/** As `checkSpace`, with the bytes that are free and those that the last bundles had. */
export function judgeSpace(dir: string, free: number, sizes: readonly number[]): RunWarning[] {
  const usual = median(sizes);
  if (usual === undefined) return [];
  const largest = Math.max(...sizes);
  if (free < usual * HOPELESS) {
    throw new PublishingError({
      code: 'no-space',
      message: `the disk of ${showPath(dir)} has ${showBytes(free)} free, and the last bundles had ${showBytes(usual)} (the median of ${sizes.length})`,
      hint: 'free some space, have old bundles removed by keep in the site file, or set another output folder. Nothing was extracted; the last good bundle is as it was',
    });
  }
  if (free >= largest * MARGIN) return [];
  return [
    {
      code: 'little-space',
      message: `the disk of ${showPath(dir)} had ${showBytes(free)} free, and the largest of the last bundles ${showBytes(largest)}: soon a run will not fit`,
    },
  ];
}

function sizesOf(earlier: readonly RunRecord[], only: readonly string[] | undefined): number[] {
  if (only === undefined) return earlier.map(({ bytes }) => bytes);
  return earlier.map(({ objects }) =>
    objects
      .filter(({ object }) => only.includes(object))
      .reduce((sum, { bytes }) => sum + bytes, 0),
  );
}

/** For this account; undefined where the file system does not tell. */
async function freeBytes(dir: string): Promise<number | undefined> {
  const stat = await fs.statfs(dir, { bigint: true }).catch(() => undefined);
  // some network file systems answer with noughts
  if (stat === undefined || stat.blocks === 0n) return undefined;
  return Number(stat.bavail * stat.bsize);
}
