import type { Command } from 'commander';
import { columnsNeeded } from '../../mapping/columns-read.ts';
import { ConfigError } from '../../problems/errors.ts';
import { showProblem } from '../../problems/problem.ts';
import { fitCopiedTables } from '../../prepare/copied-tables.ts';
import { openSource } from '../../prepare/open-source.ts';
import { findMissing, showMissing } from '../../prepare/preflight.ts';
import { prepareSite } from '../../prepare/prepare.ts';
import { placeOf } from '../../extract/work.ts';
import { loadSite } from '../../site/load.ts';
import { plural } from '../output.ts';
import { showUnset } from '../unset.ts';

export function register(program: Command): void {
  program
    .command('check')
    .description(
      'connect, and compare what the mappings need with what the site sets and the database has',
    )
    .requiredOption('--site <file>', 'site file')
    .action(async ({ site: file }: { site: string }) => {
      const site = loadSite(file);
      const prepared = prepareSite(site);
      for (const note of prepared.notes) console.log(showProblem(note));
      for (const { object, what, kind } of prepared.overrides) {
        console.log(`override: ${object}, ${what}${kind === 'sql' ? ' as SQL of the site' : ''}`);
      }
      for (const line of showUnset(prepared.unset)) console.log(line);
      const source = await openSource(site, placeOf(site, prepared));
      try {
        const server = await source.describe();
        console.log(`connected: ${server.engine}, ${server.version}`);
        if (server.encryption !== undefined) console.log(`encryption: ${server.encryption}`);
        console.log(`consistency: ${server.consistency}`);
        for (const warning of server.warnings) console.log(`warning: ${warning}`);
        const place = placeOf(site, prepared);
        const { plans, notes } = await fitCopiedTables(
          source,
          place,
          prepared.spec,
          prepared.planSet.plans,
        );
        for (const note of notes) console.log(showProblem(note));
        const needed = columnsNeeded(plans, prepared.planSet.cohort);
        const missing = await findMissing(source, place, needed);
        for (const item of missing) console.log(`missing: ${showMissing(item)}`);
        const columns = [...needed.values()].reduce((sum, set) => sum + set.size, 0);
        if (missing.length > 0) {
          throw new ConfigError({
            code: 'missing-tables',
            message: `${plural(missing.length, 'table or column').replace('columns', 'columns')} of ${plural(needed.size, 'table')} and ${plural(columns, 'column')} not found in ${[place.database, place.schema].filter(Boolean).join('.')}`,
            hint: 'either they are not there (set source in the site file, or override the mapping) or the login may not read them',
          });
        }
        console.log(
          `everything is there: ${plural(needed.size, 'table')}, ${plural(columns, 'column')}`,
        );
      } finally {
        await source.close();
      }
    });
}
