import { historyFile } from '../run/history/diary.ts';
import type { Keep, Site } from '../site/model.ts';
import { showPath } from '../yaml/read.ts';
import { plural } from './output.ts';

/** What the site's settings mean for the history and for old bundles. */
export function showUpkeep(site: Site): string[] {
  const file = historyFile(site);
  return [
    `history: ${file === undefined ? 'none is kept' : showPath(file)}`,
    `bundles: ${site.keep === undefined ? 'all stay; keep in the site file would remove old ones' : showKeep(site.keep)}`,
  ];
}

function showKeep({ bundles, days }: Keep): string {
  const kept = [
    ...(bundles === undefined ? [] : [`the newest ${plural(bundles, 'whole bundle')}`]),
    ...(days === undefined ? [] : [`all of the last ${plural(days, 'day')}`]),
  ];
  return `${kept.join(' and ')} stay, and always the last whole one; a run that publishes removes the others`;
}
