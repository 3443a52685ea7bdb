/**
 * A contestant in a process of its own, forked, its settings as JSON: sends `ready`, then what each
 * round took whenever it is asked for one.
 */
import fs from 'node:fs';
import { processor } from '../figures.ts';
import { byHand } from './by-hand.ts';
import type { MakeContestant, Task } from './contestant.ts';
import { driver } from './driver.ts';
import { kysely } from './kysely.ts';
import { ours } from './ours.ts';
import { peer } from './peer.ts';

const CONTESTANTS = { driver, ours, byHand, kysely, peer } satisfies Record<string, MakeContestant>;

export interface ContestantSettings extends Task {
  readonly kind: keyof typeof CONTESTANTS;
}

export interface Round {
  readonly rows: number;
  readonly milliseconds: number;
  /** Processor time of the process that does the work, in milliseconds. */
  readonly processor: number;
}

const settings = JSON.parse(process.argv[2] ?? '') as ContestantSettings;
fs.mkdirSync(settings.dir, { recursive: true });
const contestant = await CONTESTANTS[settings.kind](settings);

async function round(): Promise<Round> {
  const used = (): number => contestant.processor?.() ?? processor();
  const [began, before] = [performance.now(), used()];
  const rows = await contestant.round();
  const taken = { milliseconds: performance.now() - began, processor: used() - before };
  await contestant.tidy?.();
  return { rows, ...taken };
}

process.on('message', () => {
  void round().then((taken) => process.send?.(taken));
});
process.on('disconnect', () => {
  void contestant.close().finally(() => process.exit());
});
process.send?.('ready');
