import { createHash } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { type Kept, type KeptHead, KeptStaging, findKept } from '../bundle/kept-staging.ts';
import type { Staging } from '../bundle/staging.ts';
import type { CurrentRun, RunRequest } from '../extract/current-run.ts';
import { toolVersion } from '../prepare/paths.ts';
import type { Prepared } from '../prepare/prepare.ts';
import type { Site } from '../site/model.ts';

/** Rows of a longer time ago are not put into one bundle with those of today. */
const HOURS = 24;

/** What decides which bytes a run writes, as a person calls it. */
const SETTINGS = {
  as_of: 'the day that counts as today',
  window: 'window_years',
  choice: 'the choice of --only, --skip and --limit',
  output: 'date_format, bom or max_cell of the output',
  site: 'the site file',
  spec: 'the spec',
  mappings: 'the mappings of the CMS',
  program: 'the version of ssd-extract',
} as const;
type Setting = keyof typeof SETTINGS;

/**
 * Hashes of everything that decides what the files of a run hold. A setting of the site that is not
 * known to leave the rows alone counts.
 */
export async function hashSettings(
  { site, asOf, only, skip, limit }: RunRequest,
  { spec, profile }: Prepared,
): Promise<Record<Setting, string>> {
  const { date_format, bom, max_cell } = site.output;
  return {
    as_of: hash(asOf),
    window: hash(site.window_years),
    choice: hash([only ?? null, skip ?? null, limit ?? null]),
    output: hash([date_format, bom, max_cell]),
    site: hash(ofTheRows(site)),
    spec: hash(spec.version),
    mappings: await hashFolder(profile.dir),
    program: hash(toolVersion()),
  };
}

/** How long a server may take, and what becomes of the files, changes no row. */
const OUTPUT_ALONE = [
  ...['dir', 'date_format', 'bom', 'max_cell', 'show_values', 'group_readable', 'current'],
  ...['allow_unsafe_dir', 'keep_failed'],
];
const CONNECTION_ALONE = [
  ...['connect_timeout', 'query_timeout', 'stall_timeout', 'parallel', 'threads', 'fetch_size'],
  ...['password', 'client_secret', 'wallet_password'],
];
/** `window_years` and the spec's content have hashes of their own. */
const SITE_ALONE = [
  ...['file', 'yaml', 'retry', 'testdb', 'window_years', 'spec'],
  ...['history', 'keep', 'schedule', 'notify', 'findings', 'report'],
];

function ofTheRows(site: Site): object {
  return {
    ...without(site, SITE_ALONE),
    connection: without(site.connection, CONNECTION_ALONE),
    output: without(site.output, OUTPUT_ALONE),
  };
}

function without(settings: object, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !keys.includes(key)));
}

async function hashFolder(dir: string): Promise<string> {
  const names = await fs.readdir(dir, { recursive: true });
  const files = names.filter((name) => name.endsWith('.yml')).sort();
  const texts = files.map((name) => fs.readFile(path.join(dir, name), 'utf8'));
  return hash([files, await Promise.all(texts)]);
}

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** What is known of a run before it has a folder. */
export interface Beginning {
  readonly request: RunRequest;
  readonly head: KeptHead;
  readonly outDir: string;
}

export async function beginningOf(
  request: RunRequest,
  prepared: Prepared,
  { id, started }: Pick<CurrentRun, 'id' | 'started'>,
): Promise<Beginning> {
  const settings = await hashSettings(request, prepared);
  return {
    request,
    head: { format: 1, run: id, started: started.toISOString(), settings },
    outDir: request.outDir ?? request.site.output.dir,
  };
}

/**
 * The failed run that this one goes on with; undefined when it was not asked to, or has to begin
 * afresh, and says why. Call it only while holding the lock of the output folder.
 */
export async function findResumable(beginning: Beginning): Promise<Kept | undefined> {
  const { request, head, outDir } = beginning;
  if (!request.resume) return undefined;
  const notice = (text: string): void => request.progress.notice(text);
  if (!request.site.output.keep_failed) {
    notice('nothing to resume: output.keep_failed is not set; everything is read afresh');
    return undefined;
  }
  const kept = await findKept(outDir);
  if (!kept) {
    notice('nothing to resume: no failed run is kept; everything is read afresh');
    return undefined;
  }
  const why = whyNot(kept, head);
  if (why !== undefined) {
    notice(`run ${kept.run} is not resumed: ${why}; everything is read afresh`);
    return undefined;
  }
  notice(`going on with run ${kept.run}; objects that are read already: ${kept.objects.size}`);
  return kept;
}

function whyNot(kept: Kept, { started, settings }: KeptHead): string | undefined {
  const age = Date.parse(started) - Date.parse(kept.head.started);
  if (!(age >= 0 && age < HOURS * 3_600_000)) return `it did not begin in the last ${HOURS} hours`;
  const changed = Object.entries(SETTINGS)
    .filter(([name]) => kept.head.settings[name] !== settings[name])
    .map(([, text]) => text);
  return changed.length === 0 ? undefined : `another one now: ${changed.join(', ')}`;
}

/** Writes down what a run finishes, where the site keeps what fails. */
export async function keepStaging(
  { request, head, outDir }: Beginning,
  staging: Staging,
  earlier: Kept | undefined,
): Promise<KeptStaging | undefined> {
  if (!request.site.output.keep_failed) return undefined;
  return KeptStaging.begin({ outDir, dir: staging.dir }, head, earlier);
}

/** What is kept when the run has failed, told once it is known. */
export async function keepFailed({ kept, request, plans, id }: CurrentRun): Promise<void> {
  const objects = (await kept?.setAside()) ?? 0;
  if (objects === 0) return;
  request.progress.notice(
    `${objects} of ${plans.length} objects of run ${id} are kept, not encrypted, for ${HOURS} hours: run --resume goes on with them, and any other run removes them`,
  );
}
