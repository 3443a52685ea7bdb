import fs from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { ROOT } from './process.ts';

/**
 * Setting up a PostgreSQL takes seconds, and is the same each time: the first test of a checkout
 * does it, the others take copies. A PGlite of another version has a copy of its own.
 */
const CACHE = path.join(ROOT, 'node_modules', '.cache');
const { version } = JSON.parse(
  fs.readFileSync(path.join(ROOT, 'node_modules/@electric-sql/pglite/package.json'), 'utf8'),
) as { version: string };
const KEPT = path.join(CACHE, `ssd-extract-pglite-${version}-small`);
/** PostgreSQL clears its usual 128 MB each time it starts: a quarter of what starting it takes. */
const FEW_BUFFERS = '\nshared_buffers = 4MB\n';
/**
 * Databases that new ones are copied from, 300 files each. Nobody makes new ones here, and where
 * many files were deleted a moment ago, ext4 looks long for a place for the next.
 */
const WITHOUT_TEMPLATES = [
  'update pg_database set datistemplate = false',
  'drop database template0',
  'drop database template1',
];
const FOLDER = 'db';
const DUMP = 'db.tar';

/** An empty database in memory. */
export async function openNew(): Promise<PGlite> {
  await keepOne();
  return PGlite.create({
    loadDataDir: new Blob([await fs.promises.readFile(path.join(KEPT, DUMP))]),
  });
}

/** Puts an empty database into a folder that is not there yet, for `testdb` to fill. */
export async function placeNew(dir: string): Promise<void> {
  await keepOne();
  await fs.promises.cp(path.join(KEPT, FOLDER), dir, { recursive: true });
}

/** Made aside and renamed, so that nobody copies half of it; who comes second leaves the first. */
async function keepOne(): Promise<void> {
  if (fs.existsSync(KEPT)) return;
  fs.mkdirSync(CACHE, { recursive: true });
  const aside = fs.mkdtempSync(`${KEPT}-`);
  try {
    const dataDir = path.join(aside, FOLDER);
    const first = await PGlite.create({ dataDir });
    for (const statement of WITHOUT_TEMPLATES) await first.exec(statement);
    await first.close();
    fs.appendFileSync(path.join(dataDir, 'postgresql.conf'), FEW_BUFFERS);
    const db = await PGlite.create({ dataDir });
    const dump = await db.dumpDataDir('none');
    await db.close();
    fs.writeFileSync(path.join(aside, DUMP), Buffer.from(await dump.arrayBuffer()));
    fs.renameSync(aside, KEPT);
  } catch (error) {
    if (!fs.existsSync(KEPT)) throw error;
  } finally {
    fs.rmSync(aside, { recursive: true, force: true });
  }
}
