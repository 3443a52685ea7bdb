import { randomBytes } from 'node:crypto';

/**
 * Names one run: its start in UTC and six random digits, so that two runs of one second differ.
 * `20260401T063000Z_a1b2c3`
 */
export function newRunId(started: Date): string {
  const stamp = started.toISOString().replace(/[-:]|\.\d+/g, '');
  return `${stamp}_${randomBytes(3).toString('hex')}`;
}
