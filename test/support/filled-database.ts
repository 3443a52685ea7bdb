import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { Site } from '../../src/site/model.ts';
import { type BuildRequest, buildTestDatabase } from '../../src/testdb/build.ts';
import { placeNew } from './new-database.ts';
import { ROOT } from './process.ts';

type Contents =
  | { readonly from: string }
  | { readonly children: number; readonly seed: number; readonly asOf: string };

const CACHE = path.join(ROOT, 'node_modules', '.cache', 'ssd-extract-filled');
/** Databases of sources that are no more, once nobody can be at work on them. */
const OLD_MS = 3_600_000;

/**
 * Puts a filled test database where the site has its own. Filling takes a second, and gives the
 * same for the same sources: the first test that wants it does it, the others take copies.
 */
export async function placeFilled(site: Site, contents: Contents): Promise<void> {
  const { connection } = site;
  if (connection.engine !== 'embedded' || connection.path === undefined) {
    throw new Error('only a folder is copied');
  }
  const kept = path.join(CACHE, ofSources(), nameOf(site, contents));
  if (!fs.existsSync(kept)) await keep(kept, site, contents);
  await fs.promises.cp(kept, connection.path, { recursive: true });
}

/** Made aside and renamed, so that nobody copies half of it; who comes second leaves the first. */
async function keep(kept: string, site: Site, contents: Contents): Promise<void> {
  fs.mkdirSync(path.dirname(kept), { recursive: true });
  forgetOld();
  const aside = fs.mkdtempSync(`${kept}-`);
  const db = path.join(aside, 'db');
  try {
    await placeNew(db);
    const request: BuildRequest = {
      asOf: '',
      ...contents,
      site: { ...site, connection: { engine: 'embedded', path: db } },
    };
    await buildTestDatabase(request);
    if (!fs.existsSync(kept)) fs.renameSync(db, kept);
  } catch (error) {
    if (!fs.existsSync(kept)) throw error;
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}

function forgetOld(): void {
  for (const name of fs.readdirSync(CACHE)) {
    const dir = path.join(CACHE, name);
    if (name !== ofSources() && Date.now() - fs.statSync(dir).mtimeMs > OLD_MS) {
      fs.rmSync(dir, { recursive: true, force: true });
    }
  }
}

let known: string | undefined;
/** Everything that may change what is made. */
function ofSources(): string {
  known ??= digestOf(['src', 'data', 'package-lock.json'].map((name) => path.join(ROOT, name)));
  return known;
}

function nameOf({ cms, source }: Site, contents: Contents): string {
  const { from, ...made } = { from: undefined, ...contents };
  return createHash('sha256')
    .update(JSON.stringify([cms, source.schema, made]))
    .update(from === undefined ? '' : digestOf([from]))
    .digest('hex')
    .slice(0, 16);
}

/** Of names and contents. */
function digestOf(places: readonly string[]): string {
  const hash = createHash('sha256');
  for (const place of places) {
    for (const file of filesBelow(place).sort()) {
      hash.update(path.relative(place, file)).update('\0').update(fs.readFileSync(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(place: string): string[] {
  if (fs.statSync(place).isFile()) return [place];
  return fs
    .readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}
