// Over 200 lines: each thing that `check` looks at, in the order in which a run would meet it.
import { causeOf } from '../bundle/publishing-errors.ts';
import { couldMakeFolder } from '../files/make-folder.ts';
import { windowsReaders } from '../files/windows-readers.ts';
import { columnsJoined } from '../mapping/columns-joined.ts';
import { columnsNeeded } from '../mapping/columns-read.ts';
import { ConfigError } from '../problems/errors.ts';
import { showProblem } from '../problems/problem.ts';
import { grantsOn } from '../prepare/grants.ts';
import { type Met, hintFor, meetDatabase } from '../prepare/meet-database.ts';
import { findMissingIndexes, showMissingIndex } from '../prepare/missing-indexes.ts';
import { dialectOf, openSource } from '../prepare/open-source.ts';
import { faultsOfOwnSql } from '../prepare/own-sql.ts';
import { showMissing, tablesAt } from '../prepare/preflight.ts';
import { type Prepared, placeOf, prepareSite } from '../prepare/prepare.ts';
import { openProtection } from '../prepare/protection.ts';
import { findingsKey } from '../prepare/read-key.ts';
import { refuseUnsafeOutput } from '../prepare/refuse-unsafe-output.ts';
import { refuseWriters } from '../prepare/refuse-writers.ts';
import { showDifference } from '../prepare/show-difference.ts';
import type { Site } from '../site/model.ts';
import type { ServerDescription, Source, TableName } from '../sources/source.ts';
import { showPath } from '../yaml/read.ts';
import { today } from './options.ts';
import { plural } from './output.ts';
import { ownCommand } from './own-command.ts';
import { showUnset } from './show-unset.ts';
import { showUpkeep } from './show-upkeep.ts';
import { print } from './terminal.ts';
import { Verdict } from './verdict.ts';

/**
 * Looks at everything that a run of the site needs, prints what it finds, and ends with a verdict.
 * @throws the first error that a run would meet, after all is printed
 */
export async function checkSite(site: Site): Promise<void> {
  const verdict = new Verdict();
  await verdict.attempt(() => refuseOutput(site));
  await verdict.attempt(() => refuseUnsafeOutput(site, site.output.dir));
  await tellReaders(site.output.dir, verdict);
  await verdict.attempt(() => look(site, verdict));
  for (const line of verdict.show(ownCommand(['run', '--site', showPath(site.file)]))) print(line);
  if (verdict.stop) throw verdict.stop;
}

/** Every table that the mappings of a site read, where it is. */
export function tablesRead(site: Site): TableName[] {
  const prepared = prepareSite(site);
  const { plans, cohort } = prepared.planSet;
  return tablesAt(
    placeOf(site, prepared),
    columnsNeeded(plans, cohort),
    prepared.profile.catalogue,
  );
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
async function tellReaders(dir: string, verdict: Verdict): Promise<void> {
  const groups = await windowsReaders(dir);
  if (groups.length === 0) return;
  const text = `${groups.join(' and ')} may read ${showPath(dir)}, and so every bundle in it; take the right from the folder (Properties, Security, Advanced)`;
  print(`warning: ${text}`);
  verdict.remark('protection', text);
}

/** @throws SsdError when nothing further can be looked at */
async function look(site: Site, verdict: Verdict): Promise<void> {
  const prepared = prepareSite(site);
  for (const line of showUpkeep(site)) print(line);
  showSettings(prepared, verdict);
  await verdict.attempt(() => showProtection(site, prepared));
  const source = await openSource(site, placeOf(site, prepared));
  try {
    const server = await source.describe();
    showServer(server, verdict);
    await verdict.attempt(() => refuseWriters(prepared.overrides, server));
    await compare({ source, site, prepared, verdict });
  } finally {
    await source.close();
  }
}

function showSettings({ notes, overrides, siteTypes, unset }: Prepared, verdict: Verdict): void {
  for (const note of notes) {
    print(showProblem(note));
    verdict.remark('mapping', note.message);
  }
  for (const { object, what, kind } of overrides) {
    print(`override: ${object}, ${what}${kind === 'sql' ? ' as SQL of the site' : ''}`);
  }
  for (const { table, column, type } of siteTypes.list) {
    print(`catalogue: ${table}.${column} is ${type}, the site says`);
  }
  const lines = showUnset(unset);
  for (const line of lines) print(line);
  if (lines.length === 0) return;
  const rowless = new Set(unset.flatMap(({ object, needs }) => (needs === 'rows' ? [object] : [])));
  verdict.remark(
    'rows',
    `${plural(lines.length, 'parameter')} of the CMS not set, so that ${plural(rowless.size, 'object')} will have no rows and fields of others stay empty: the lines "not set" above say which`,
  );
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

function showServer(server: ServerDescription, verdict: Verdict): void {
  print(`connected: ${server.engine}, ${server.version}`);
  if (server.encryption !== undefined) print(`encryption: ${server.encryption}`);
  print(`consistency: ${server.consistency}`);
  for (const warning of server.warnings) {
    print(`warning: ${warning}`);
    verdict.remark('protection', warning);
  }
}

interface Comparison {
  readonly source: Source;
  readonly site: Site;
  readonly prepared: Prepared;
  readonly verdict: Verdict;
}

async function compare(comparison: Comparison): Promise<void> {
  const { source, site, prepared, verdict } = comparison;
  const place = placeOf(site, prepared);
  const { plans, cohort } = prepared.planSet;
  const met = await meetDatabase({ source, place, dialect: dialectOf(site), prepared, plans });
  showMet(met, verdict);
  await verdict.attempt(() => refuseMissing(met, site, prepared));
  await verdict.attempt(() => refuseTypes(met));
  if (met.missing.length > 0) return;
  await verdict.attempt(() => refuseOwnSql(comparison, met));
  print(`everything is there: ${showAsked(met)}`);
  const { catalogue } = prepared.profile;
  const joined = columnsJoined(met.plans, cohort);
  const indexes = await findMissingIndexes(source, place, joined, catalogue);
  for (const item of indexes) print(`warning: ${showMissingIndex(item)}`);
  if (indexes.length > 0) {
    verdict.remark('speed', `${plural(indexes.length, 'table')} without an index on an id`);
  }
}

function showAsked({ asked }: Met): string {
  return `${plural(asked.tables, 'table')}, ${plural(asked.columns, 'column')}`;
}

function showMet({ notes, missing, differences }: Met, verdict: Verdict): void {
  for (const note of notes) {
    print(showProblem(note));
    verdict.remark('mapping', note.message);
  }
  for (const item of missing) print(`missing: ${showMissing(item)}`);
  for (const difference of differences) {
    const word = difference.verdict === 'refused' ? 'wrong type' : 'another type';
    print(`${word}: ${showDifference(difference)}`);
  }
  const other = differences.filter((item) => item.verdict !== 'refused').length;
  if (other === 0) return;
  verdict.remark('types', `${plural(other, 'column')} of another type than the catalogue's`);
}

/** @throws ConfigError, after the statements that the DBA needs are printed */
function refuseMissing({ missing, asked }: Met, site: Site, prepared: Prepared): void {
  if (missing.length === 0) return;
  const place = placeOf(site, prepared);
  const whole = new Map(
    missing.flatMap(({ table, column }) =>
      column === undefined ? [[table, new Set<string>()]] : [],
    ),
  );
  const grants = grantsOn(site, tablesAt(place, whole, prepared.profile.catalogue));
  if (grants.length > 0) {
    print('for the DBA, where the tables are there and only the right is not:');
  }
  for (const statement of grants) print(`  ${statement}`);
  const what = missing.length === 1 ? '1 table or column' : `${missing.length} tables or columns`;
  throw new ConfigError({
    code: 'missing-tables',
    message: `${what} of ${plural(asked.tables, 'table')} and ${plural(asked.columns, 'column')} not found in ${[place.database, place.schema].filter(Boolean).join('.')}`,
    hint:
      grants.length > 0
        ? 'either they are not there (set source in the site file, or override the mapping) or the login may not read them: send the DBA the statements above'
        : 'either they are not there (set source in the site file, or override the mapping) or the login may not read them',
  });
}

/** @throws ConfigError */
function refuseTypes({ differences, asked }: Met): void {
  const refused = differences.filter(({ verdict }) => verdict === 'refused');
  if (refused.length === 0) return;
  throw new ConfigError({
    code: 'wrong-types',
    message: `${plural(refused.length, 'column')} of ${plural(asked.columns, 'column')} cannot be read as the mappings need: a run would refuse`,
    hint: hintFor(refused),
  });
}

/** @throws ConfigError */
async function refuseOwnSql({ source, site, prepared }: Comparison, { plans }: Met): Promise<void> {
  const problems = await faultsOfOwnSql({ source, site, prepared, plans, asOf: today() });
  if (problems.length === 0) return;
  throw new ConfigError({
    code: 'own-sql',
    message: `the database refuses SQL of the site in ${plural(problems.length, 'place')}`,
    problems,
  });
}
