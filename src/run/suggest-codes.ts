import { loadCodeSets } from '../codes/load-code-sets.ts';
import type { UnmappedText } from '../codes/translation.ts';
import { type WrittenCrosswalk, writeCrosswalk } from '../codes/write-crosswalk.ts';
import { gatherUnmapped } from '../extract/gather-unmapped.ts';
import type { Day } from '../mapping/moments.ts';
import { meetDatabase, refuseUnmet } from '../prepare/meet-database.ts';
import { dialectOf, openSource } from '../prepare/open-source.ts';
import { DATA_DIR } from '../prepare/paths.ts';
import { compileFor, placeOf, prepareSite } from '../prepare/prepare.ts';
import { refuseWriters } from '../prepare/refuse-writers.ts';
import type { Site } from '../site/model.ts';
import { inScope } from './scope.ts';

/**
 * Reads the coded fields of a site's database, as a run with national codes would, and writes a
 * crosswalk for what is no code. Nothing else leaves the database, and nothing is written here.
 * @throws SsdError
 */
export function suggestCodes(
  site: Site,
  asOf: Day,
  signal: AbortSignal,
): Promise<WrittenCrosswalk> {
  const national = { ...site, codes: withNational(site.codes) };
  const prepared = prepareSite(national);
  const { books } = prepared.codes;
  const place = placeOf(site, prepared);
  const dialect = dialectOf(site);
  return inScope(async (scope) => {
    const source = await openSource(national, place);
    scope.onEnd(() => source.close());
    refuseWriters(prepared.overrides, await source.describe());
    const plans = prepared.planSet.plans.filter(({ object }) => books.has(object));
    const met = await meetDatabase({ source, place, dialect, prepared, plans });
    refuseUnmet(met);
    const unmapped: UnmappedText[] = [];
    for (const plan of met.plans) {
      const windowYears = site.window_years;
      const query = compileFor(prepared, plan, { dialect, place, asOf, windowYears });
      if (!query) continue;
      const gathering = {
        query,
        object: plan.object,
        fields: plan.fields.map(({ name }) => name),
        books: books.get(plan.object) ?? [],
        maxCell: site.output.max_cell,
      };
      unmapped.push(...(await gatherUnmapped(gathering, { source, signal })));
    }
    return writeCrosswalk(loadCodeSets(DATA_DIR), unmapped);
  });
}

function withNational(codes: Site['codes']): Site['codes'] {
  return typeof codes === 'string' ? 'national' : { ...codes, use: 'national' };
}
