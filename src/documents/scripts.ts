import fs from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import type { Day } from '../mapping/moments.ts';
import { profileNames } from '../mapping/profile.ts';
import type { Dialect, TablePlace } from '../query/dialect.ts';
import { DIALECTS, type DialectName } from '../query/dialects/index.ts';
import { emptyScript, sqlScript } from '../query/script.ts';
import { ConfigError } from '../problems/errors.ts';
import type { Site } from '../site/model.ts';
import { showPath } from '../yaml/read.ts';
import { dialectOf } from '../prepare/open-source.ts';
import { DATA_DIR, SQL_DIR } from '../prepare/paths.ts';
import {
  type Prepared,
  choosePlans,
  compileFor,
  placeOf,
  prepare,
  prepareSite,
} from '../prepare/prepare.ts';

export interface ScriptRequest {
  /** An authority's own queries: its place, window, parameters and overrides. */
  readonly site?: Site;
  /** `today` of a site's queries. */
  readonly asOf?: Day;
  readonly cms?: string;
  readonly engine?: DialectName;
  readonly only?: readonly string[];
  readonly out?: string;
}

interface Script {
  readonly file: string;
  readonly text: string;
}

/** The day of the committed scripts, so that they change only when a query does. */
const AS_OF = '2026-04-01';
const WINDOW_YEARS = 6;

/** Writes one file an object; gives their paths. */
export async function writeScripts(request: ScriptRequest): Promise<readonly string[]> {
  const scripts = makeScripts(request);
  for (const { file, text } of scripts) {
    await writeScript(file, text).catch((error: unknown) => {
      throw new ConfigError({
        code: 'cannot-write',
        message: `${showPath(file)} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
        hint: 'choose another folder for --out',
        cause: error,
      });
    });
  }
  return scripts.map((script) => script.file);
}

async function writeScript(file: string, text: string): Promise<void> {
  await makeFolder(path.dirname(file), 0o777);
  await fs.writeFile(file, text);
}

/** Files that would be written otherwise, and files that nothing writes any more. */
export async function staleScripts(request: ScriptRequest): Promise<readonly string[]> {
  const scripts = makeScripts(request);
  const stale: string[] = [];
  for (const { file, text } of scripts) {
    const written = await fs.readFile(file, 'utf8').catch(() => '');
    if (written.replaceAll('\r\n', '\n') !== text) stale.push(path.basename(file));
  }
  const wanted = new Set(scripts.map((script) => script.file));
  if (request.only) return stale;
  for (const dir of new Set(scripts.map((script) => path.dirname(script.file)))) {
    const names = await fs.readdir(dir).catch(() => []);
    stale.push(
      ...names.filter((name) => name.endsWith('.sql') && !wanted.has(path.join(dir, name))),
    );
  }
  return stale;
}

function makeScripts(request: ScriptRequest): Script[] {
  const { site, only, asOf = AS_OF } = request;
  if (site) {
    const prepared = prepareSite(site);
    return scriptsFor(prepared, {
      dialect: dialectOf(site),
      dir: request.out ?? SQL_DIR,
      place: placeOf(site, prepared),
      asOf,
      windowYears: site.window_years,
      only,
    });
  }
  const names = request.cms === undefined ? profileNames(DATA_DIR) : [request.cms];
  return names.flatMap((cms) => {
    const prepared = prepare({ cms });
    const { engine, alsoOn } = prepared.profile;
    const dir = path.join(request.out ?? SQL_DIR, cms);
    const committed = {
      place: prepared.profile.source,
      asOf: AS_OF,
      windowYears: WINDOW_YEARS,
      only,
    };
    if (request.engine) {
      return scriptsFor(prepared, { dialect: DIALECTS[request.engine], dir, ...committed });
    }
    return [
      ...scriptsFor(prepared, { dialect: DIALECTS[engine], dir, ...committed }),
      ...alsoOn.flatMap((other) =>
        scriptsFor(prepared, {
          dialect: DIALECTS[other],
          dir: path.join(dir, other),
          ...committed,
        }),
      ),
    ];
  });
}

interface Wanted {
  readonly dialect: Dialect;
  readonly dir: string;
  readonly only: readonly string[] | undefined;
  readonly place: TablePlace;
  readonly asOf: Day;
  readonly windowYears: number;
}

function scriptsFor(
  prepared: Prepared,
  { dialect, dir, only, place, asOf, windowYears }: Wanted,
): Script[] {
  const { cms } = prepared.profile;
  return choosePlans(prepared.planSet, only, undefined).map((plan) => {
    const facts = { object: plan.object, cms, asOf, windowYears };
    const query = compileFor(prepared, plan, { dialect, place, asOf, windowYears });
    return {
      file: path.join(dir, `${plan.object}.sql`),
      text: query ? sqlScript(query, dialect, facts) : emptyScript(facts, plan.reason ?? ''),
    };
  });
}
