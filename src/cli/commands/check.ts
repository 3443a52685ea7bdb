import type { Command } from 'commander';
import { causeOf } from '../../bundle/publishing-errors.ts';
import { couldMakeFolder } from '../../files/make-folder.ts';
import { windowsReaders } from '../../files/windows-readers.ts';
import { columnsJoined } from '../../mapping/columns-joined.ts';
import { ConfigError } from '../../problems/errors.ts';
import { showProblem } from '../../problems/problem.ts';
import { showDifference } from '../../prepare/show-difference.ts';
import { hintFor, meetDatabase } from '../../prepare/meet-database.ts';
import { findMissingIndexes, showMissingIndex } from '../../prepare/missing-indexes.ts';
import { dialectOf, openSource } from '../../prepare/open-source.ts';
import { faultsOfOwnSql } from '../../prepare/own-sql.ts';
import { showMissing } from '../../prepare/preflight.ts';
import { type Prepared, placeOf, prepareSite } from '../../prepare/prepare.ts';
import { openProtection } from '../../prepare/protection.ts';
import { findingsKey } from '../../prepare/read-key.ts';
import { refuseUnsafeOutput } from '../../prepare/refuse-unsafe-output.ts';
import { refuseWriters } from '../../prepare/refuse-writers.ts';
import type { Site } from '../../site/model.ts';
import type { ServerDescription, Source } from '../../sources/source.ts';
import { showPath } from '../../yaml/read.ts';
import { loadSiteAsking } from '../ask-secrets.ts';
import { today } from '../options.ts';
import { plural } from '../output.ts';
import { showUnset } from '../show-unset.ts';
import { showUpkeep } from '../show-upkeep.ts';
import { print } from '../terminal.ts';
import { examples } from '../examples.ts';

export function define(command: Command): void {
  command
    .requiredOption('--site <file>', 'site file')
    .addHelpText('after', examples('check --site site.yml', 'check --site site.yml --grants'))
    .action(async ({ site: file }: { site: string }) => {
      const site = await loadSiteAsking(file);
      await refuseOutput(site);
      await refuseUnsafeOutput(site, site.output.dir);
      await tellReaders(site.output.dir);
      const prepared = prepareSite(site);
      for (const line of showUpkeep(site)) print(line);
      showSettings(prepared);
      showProtection(site, prepared);
      const source = await openSource(site, placeOf(site, prepared));
      try {
        const server = await source.describe();
        showServer(server);
        refuseWriters(prepared.overrides, server);
        await compare(source, site, prepared);
      } finally {
        await source.close();
      }
    });
}

/** @throws ConfigError when no bundle could be written to the output folder */
async function refuseOutput({ output }: Site): Promise<void> {
  await couldMakeFolder(output.dir).catch((error: unknown) => {
    throw new ConfigError({
      code: 'output-folder',
      message: `no bundle could be written to ${showPath(output.dir)}: ${causeOf(error)}`,
      hint: 'set output: {dir: …} in the site file, or give the account that runs this the right to write there',
      cause: error,
    });
  });
}

/** On Windows bundles inherit the rights of their folder. */
async function tellReaders(dir: string): Promise<void> {
  const groups = await windowsReaders(dir);
  if (groups.length === 0) return;
  print(
    `warning: ${groups.join(' and ')} may read ${showPath(dir)}, and so every bundle in it; take the right from the folder (Properties, Security, Advanced)`,
  );
}

function showSettings({ notes, overrides, siteTypes, unset }: Prepared): void {
  for (const note of notes) print(showProblem(note));
  for (const { object, what, kind } of overrides) {
    print(`override: ${object}, ${what}${kind === 'sql' ? ' as SQL of the site' : ''}`);
  }
  for (const { table, column, type } of siteTypes.list) {
    print(`catalogue: ${table}.${column} is ${type}, the site says`);
  }
  for (const line of showUnset(unset)) print(line);
}

/** @throws ConfigError when the site asks for a protection that it does not have */
function showProtection(site: Site, { spec }: Prepared): void {
  const recipients = site.output.encrypt_to.length;
  if (recipients > 0) print(`bundles: encrypted to ${plural(recipients, 'recipient')}`);
  if (findingsKey(site) !== undefined) print('findings: keys masked alike in every run');
  const protection = openProtection(site, spec);
  if (!protection) return;
  for (const note of protection.notes) print(showProblem(note));
  print(`bundles: pseudonymised under the key ${protection.record.key_id}`);
}

function showServer({
  engine,
  version,
  encryption,
  consistency,
  warnings,
}: ServerDescription): void {
  print(`connected: ${engine}, ${version}`);
  if (encryption !== undefined) print(`encryption: ${encryption}`);
  print(`consistency: ${consistency}`);
  for (const warning of warnings) print(`warning: ${warning}`);
}

/** @throws ConfigError when anything is missing or of a wrong type, after it is listed */
async function compare(source: Source, site: Site, prepared: Prepared): Promise<void> {
  const place = placeOf(site, prepared);
  const { plans } = prepared.planSet;
  const met = await meetDatabase({ source, place, dialect: dialectOf(site), prepared, plans });
  for (const note of met.notes) print(showProblem(note));
  for (const item of met.missing) print(`missing: ${showMissing(item)}`);
  for (const difference of met.differences) {
    const word = difference.verdict === 'refused' ? 'wrong type' : 'another type';
    print(`${word}: ${showDifference(difference)}`);
  }
  const tables = plural(met.asked.tables, 'table');
  const columns = plural(met.asked.columns, 'column');
  if (met.missing.length > 0) {
    throw new ConfigError({
      code: 'missing-tables',
      message: `${met.missing.length === 1 ? '1 table or column' : `${met.missing.length} tables or columns`} of ${tables} and ${columns} not found in ${[place.database, place.schema].filter(Boolean).join('.')}`,
      hint: 'either they are not there (set source in the site file, or override the mapping) or the login may not read them',
    });
  }
  const refused = met.differences.filter(({ verdict }) => verdict === 'refused');
  if (refused.length > 0) {
    throw new ConfigError({
      code: 'wrong-types',
      message: `${plural(refused.length, 'column')} of ${columns} cannot be read as the mappings need: a run would refuse`,
      hint: hintFor(refused),
    });
  }
  const refusedSql = await faultsOfOwnSql({
    source,
    site,
    prepared,
    plans: met.plans,
    asOf: today(),
  });
  if (refusedSql.length > 0) {
    throw new ConfigError({
      code: 'own-sql',
      message: `the database refuses SQL of the site in ${plural(refusedSql.length, 'place')}`,
      problems: refusedSql,
    });
  }
  print(`everything is there: ${tables}, ${columns}`);
  const joined = columnsJoined(met.plans, prepared.planSet.cohort);
  const { catalogue } = prepared.profile;
  for (const item of await findMissingIndexes(source, place, joined, catalogue)) {
    print(`warning: ${showMissingIndex(item)}`);
  }
}
