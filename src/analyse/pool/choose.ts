import type { OfferedBundle } from './offered-bundle.ts';
import { type Entry, nightOf } from './record.ts';

/**
 * `same`: the pool has this very bundle; `older`: it has a newer one of that night; `mended`: it
 * has this very bundle, but not all its files.
 */
export type Fate = 'new' | 'replaces' | 'same' | 'older' | 'mended';

export interface Choice {
  readonly bundle: OfferedBundle;
  readonly fate: Fate;
}

/**
 * What becomes of each bundle: of a night the newest one counts, whatever the order in which they
 * are named.
 * @param isWhole whether all files of a bundle of the pool are there
 */
export async function chooseBundles(
  entries: readonly Entry[],
  offered: readonly OfferedBundle[],
  isWhole: (entry: Entry) => Promise<boolean>,
): Promise<Choice[]> {
  const pooled = new Map(entries.map((entry) => [nightOf(entry), entry]));
  const newest = new Map<string, OfferedBundle>();
  for (const bundle of offered) {
    const rival = newest.get(nightOf(bundle.identity));
    if (!rival || isNewer(bundle, rival.identity)) newest.set(nightOf(bundle.identity), bundle);
  }
  const choices: Choice[] = [];
  for (const bundle of offered) {
    const night = nightOf(bundle.identity);
    const best = newest.get(night);
    const fate =
      best === bundle ? await fateOf(bundle, pooled.get(night), isWhole) : besides(best, bundle);
    choices.push({ bundle, fate });
  }
  return choices;
}

export function isTaken({ fate }: Choice): boolean {
  return fate === 'new' || fate === 'replaces' || fate === 'mended';
}

/** Of a bundle that is named beside the newest one of its night. */
function besides(best: OfferedBundle | undefined, { identity }: OfferedBundle): Fate {
  return best?.identity.manifest === identity.manifest ? 'same' : 'older';
}

async function fateOf(
  bundle: OfferedBundle,
  entry: Entry | undefined,
  isWhole: (entry: Entry) => Promise<boolean>,
): Promise<Fate> {
  if (!entry) return 'new';
  if (entry.manifest === bundle.identity.manifest) {
    return (await isWhole(entry)) ? 'same' : 'mended';
  }
  return isNewer(bundle, entry) ? 'replaces' : 'older';
}

/** Of the same moment, such as a run and its pseudonymised copy, the one named later counts. */
function isNewer({ identity }: OfferedBundle, { finished }: Pick<Entry, 'finished'>): boolean {
  return Date.parse(identity.finished) >= Date.parse(finished);
}
