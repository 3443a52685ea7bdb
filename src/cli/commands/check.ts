import type { Command } from 'commander';
import { columnsJoined } from '../../mapping/columns-joined.ts';
import { columnsNeeded } from '../../mapping/columns-read.ts';
import { ConfigError } from '../../problems/errors.ts';
import { showProblem } from '../../problems/problem.ts';
import { fitCopiedTables } from '../../prepare/copied-tables.ts';
import { openSource } from '../../prepare/open-source.ts';
import { findMissingIndexes, showMissingIndex } from '../../prepare/missing-indexes.ts';
import { findMissing, showMissing } from '../../prepare/preflight.ts';
import { type Prepared, placeOf, prepareSite } from '../../prepare/prepare.ts';
import { refuseWriters } from '../../prepare/refuse-writers.ts';
import type { TablePlace } from '../../query/dialect.ts';
import { loadSite } from '../../site/load.ts';
import type { ServerDescription, Source } from '../../sources/source.ts';
import { plural } from '../output.ts';
import { showUnset } from '../show-unset.ts';

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
      showSettings(prepared);
      const place = placeOf(site, prepared);
      const source = await openSource(site, place);
      try {
        const server = await source.describe();
        showServer(server);
        refuseWriters(prepared.overrides, server);
        await compare(source, place, prepared);
      } finally {
        await source.close();
      }
    });
}

function showSettings({ notes, overrides, unset }: Prepared): void {
  for (const note of notes) console.log(showProblem(note));
  for (const { object, what, kind } of overrides) {
    console.log(`override: ${object}, ${what}${kind === 'sql' ? ' as SQL of the site' : ''}`);
  }
  for (const line of showUnset(unset)) console.log(line);
}

function showServer({
  engine,
  version,
  encryption,
  consistency,
  warnings,
}: ServerDescription): void {
  console.log(`connected: ${engine}, ${version}`);
  if (encryption !== undefined) console.log(`encryption: ${encryption}`);
  console.log(`consistency: ${consistency}`);
  for (const warning of warnings) console.log(`warning: ${warning}`);
}

/** @throws ConfigError when anything is missing, after it is listed */
async function compare(
  source: Source,
  place: TablePlace,
  { spec, planSet }: Prepared,
): Promise<void> {
  const { plans, notes } = await fitCopiedTables(source, place, spec, planSet.plans);
  for (const note of notes) console.log(showProblem(note));
  const needed = columnsNeeded(plans, planSet.cohort);
  const missing = await findMissing(source, place, needed);
  for (const item of missing) console.log(`missing: ${showMissing(item)}`);
  const tables = plural(needed.size, 'table');
  const columns = plural(
    [...needed.values()].reduce((sum, set) => sum + set.size, 0),
    'column',
  );
  if (missing.length === 0) {
    console.log(`everything is there: ${tables}, ${columns}`);
    const joined = columnsJoined(plans, planSet.cohort);
    for (const item of await findMissingIndexes(source, place, joined)) {
      console.log(`warning: ${showMissingIndex(item)}`);
    }
    return;
  }
  throw new ConfigError({
    code: 'missing-tables',
    message: `${plural(missing.length, 'table or column')} of ${tables} and ${columns} not found in ${[place.database, place.schema].filter(Boolean).join('.')}`,
    hint: 'either they are not there (set source in the site file, or override the mapping) or the login may not read them',
  });
}
