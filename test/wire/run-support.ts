/**
 * Whole runs of three objects, whatever the server: what it is asked, what a run leaves behind.
 */
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { MANIFEST, type Manifest } from '../../src/bundle/manifest.ts';
import { showError } from '../../src/cli/guard.ts';
import { SILENT } from '../../src/extract/progress.ts';
import { columnsNeeded } from '../../src/mapping/columns-read.ts';
import { type QueryOptions, choosePlans, compileFor, prepare } from '../../src/prepare/prepare.ts';
import { SsdError } from '../../src/problems/errors.ts';
import type { CompiledQuery } from '../../src/query/compiled.ts';
import { runExtract } from '../../src/run/run.ts';
import { loadSite } from '../../src/site/load.ts';
import { namesIn } from '../support/files.ts';
import { type Ended, cli, start } from '../support/process.ts';

const AS_OF = '2026-11-22';
const { planSet, profile, ...rest } = prepare({ cms: 'liquid_logic' });
export const ONLY = ['ssd_department', 'ssd_disability', 'ssd_sdq_scores'];
/** The object whose query is disturbed: the second of three. */
export const DISTURBED = 'ssd_disability';
const plans = choosePlans(planSet, ONLY, undefined);

/** Table and columns that every object of the standard needs, or only those of the run. */
export const columnsOfAll = pairs(columnsNeeded(planSet.plans, planSet.cohort));
export const columnsOfRun = pairs(columnsNeeded(plans, planSet.cohort));

/** The type of a column as the catalogue declares it. */
export function declaredOf(table: string, column: string): string {
  return profile.catalogue.get(table)?.columns.get(column)?.declared ?? assert.fail(column);
}

function pairs(needed: ReadonlyMap<string, Iterable<string>>): [table: string, column: string][] {
  return [...needed].flatMap(([table, columns]) =>
    [...columns].map((column): [string, string] => [table, column]),
  );
}

/** The queries of the run, as they must reach a server. */
export function queriesFor({
  dialect,
  place = profile.source,
}: Pick<QueryOptions, 'dialect'> & Partial<Pick<QueryOptions, 'place'>>): CompiledQuery[] {
  const options = { dialect, place, asOf: AS_OF, windowYears: 6 };
  return plans.flatMap((plan) => compileFor({ planSet, profile, ...rest }, plan, options) ?? []);
}

export interface RunSite {
  readonly site: string;
  readonly out: string;
}

/** A site file and the folder that its bundles go to. */
export function runSite(site: string): RunSite {
  return { site, out: path.join(path.dirname(site), 'bundles') };
}

export const argumentsFor = ({ site }: RunSite): string[] => [
  'run',
  '--site',
  site,
  '--as-of',
  AS_OF,
  '--only',
  ONLY.join(','),
];

export const run = (site: RunSite): Promise<Ended> => cli(argumentsFor(site));

/** Runs, and asks the run to stop as soon as `busy` is true. */
export async function runAndStop(site: RunSite, busy: () => boolean): Promise<Ended> {
  const { child, ended } = start(['src/cli/bin.mjs', ...argumentsFor(site)]);
  while (!busy() && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill('SIGTERM');
  return ended;
}

/** The same as `run`, in this process: quicker. */
export async function runHere({ site }: RunSite): Promise<Ended> {
  const notices: string[] = [];
  const progress = {
    ...SILENT,
    notice: (notice: string) => {
      notices.push(notice);
    },
  };
  try {
    await runExtract({
      site: loadSite(site),
      asOf: AS_OF,
      only: ONLY,
      signal: new AbortController().signal,
      progress,
    });
    return { code: 0, out: '', err: notices.join('\n') };
  } catch (error) {
    assert.ok(error instanceof SsdError, String(error));
    return { code: error.exitCode, out: '', err: [...notices, showError(error)].join('\n') };
  }
}

/** No bundle, nothing half done, no value and no password in what was said, and no stack trace. */
export function leftNothing({ out }: RunSite, ended: Ended): void {
  assert.deepEqual(namesIn(out), []);
  assert.doesNotMatch(ended.out + ended.err, /child \d|Zebedee|Bea|[Hh]orse/);
  assert.doesNotMatch(ended.err, /fault of ssd-extract/);
}

export function manifestOf(site: RunSite): Manifest {
  return JSON.parse(readLast(site, MANIFEST)) as Manifest;
}

/** The text of a file of the last bundle. */
export function readLast({ out }: RunSite, file: string): string {
  const made = (name: string): number => fs.statSync(path.join(out, name)).mtimeMs;
  const [name = ''] = fs
    .readdirSync(out)
    .filter((entry) => entry.startsWith('ssd_'))
    .sort((a, b) => made(b) - made(a));
  return fs.readFileSync(path.join(out, name, file), 'utf8');
}

/** How many rows each file of the last bundle has, and their digest. */
export const filesOf = (site: RunSite): string[] =>
  manifestOf(site).files.map(({ object, sha256, rows }) => `${object} ${rows} ${sha256}`);

/** Objects of the last bundle that its warnings say were read again. */
export const readAgain = (site: RunSite): string[] =>
  manifestOf(site)
    .warnings.filter(({ code }) => code === 'read-again')
    .map(({ object = '' }) => object);

/** How often each object of the last bundle was read again. */
export const restartsOf = (site: RunSite): number[] =>
  manifestOf(site).files.map(({ restarts }) => restarts);
