import type { Keep } from '../../site/model.ts';
import type { OwnBundle } from './list-bundles.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * Which bundles may go, oldest first. What either setting keeps stays: the newest `bundles` whole
 * ones, and all of the last `days`. The newest whole one stays whatever the settings say, and so do
 * those named in `never`.
 *
 * Partial bundles do not count among the `bundles`: a trial pushes no good bundle out. One goes
 * when it is older than every whole bundle that stays, unless `days` keeps it.
 */
export function chooseExpired(
  bundles: readonly OwnBundle[],
  keep: Keep,
  { now, never }: { readonly now: number; readonly never: readonly string[] },
): OwnBundle[] {
  const newestFirst = bundles.toSorted((a, b) => b.finished - a.finished);
  const whole = newestFirst.filter((bundle) => !bundle.partial);
  const counted = new Set(whole.slice(0, Math.max(1, keep.bundles ?? 0)));
  const since = keep.days === undefined ? Number.POSITIVE_INFINITY : now - keep.days * DAY;
  const stays = (bundle: OwnBundle): boolean =>
    counted.has(bundle) || bundle.finished >= since || never.includes(bundle.name);
  const oldest = whole.filter(stays).at(-1)?.finished ?? Number.NEGATIVE_INFINITY;
  return newestFirst
    .filter((bundle) => !stays(bundle) && (!bundle.partial || bundle.finished < oldest))
    .reverse();
}
