import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { loadSite } from '../../../src/site/load.ts';
import { buildTestDatabase } from '../../../src/testdb/build.ts';
import { tempDir } from '../../support/files.ts';
import { type Ended, cli } from '../../support/process.ts';
import { siteWith } from '../../support/site.ts';

const day = ['--as-of', '2026-11-22'];
const CANARY = /zqcanary/i;
/** Of the values of a column, one in so many sings: with all of them no row would pass a filter. */
const ONE_IN = 3;

/**
 * Puts a text of its own into every text column of every table, in some of its rows, in place of
 * what was there. Gives the number of columns.
 */
async function putCanaries(database: string): Promise<number> {
  const db = await PGlite.create(database);
  const { rows } = await db.query<{ schema: string; table: string; column: string }>(
    `select table_schema as schema, table_name as table, column_name as column
     from information_schema.columns
     where data_type = 'text' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  for (const [index, { schema, table, column }] of rows.entries()) {
    await db.exec(
      `update "${schema}"."${table}" set "${column}" = 'ZQCanary${index}'
       where "${column}" is not null and abs(hashtext(ctid::text || '${column}')) % ${ONE_IN} = 0`,
    );
  }
  await db.close();
  return rows.length;
}

function silent({ out, err }: Ended, what: string): void {
  assert.doesNotMatch(out, CANARY, `${what}: standard output`);
  assert.doesNotMatch(err, CANARY, `${what}: standard error`);
}

const sings = (file: string): boolean => CANARY.test(fs.readFileSync(file, 'utf8'));

/** Whether the name of a file or folder sings, or a file that is no object's. */
function singing(dir: string): string[] {
  return fs.readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const file = path.join(dir, name);
    const isObject = /^ssd_\w+\.csv$/.test(path.basename(name));
    return CANARY.test(name) || (fs.statSync(file).isFile() && !isObject && sings(file));
  });
}

/** Lines of a site file by which every notice is kept in `notices.json` of a folder. */
function keepNotices(dir: string): string {
  const script = path.join(dir, 'keep.mjs');
  const file = JSON.stringify(path.join(dir, 'notices.json'));
  fs.writeFileSync(
    script,
    `import fs from 'node:fs'; fs.appendFileSync(${file}, fs.readFileSync(0, 'utf8') + '\\n');`,
  );
  const run = JSON.stringify([process.execPath, script]);
  return `notify: {command: {run: ${run}, on: [failure, warning, success]}}\n`;
}

/** Fields of which a site makes numbers, so that the engine refuses a value and quotes it. */
const BROKEN = {
  liquid_logic:
    'overrides: {ssd_person: {fields: {pers_upn: {sql: {postgres: "cast(cast(p.FORENAME as integer) as text)"}}}}}\n',
  mosaic:
    'overrides: {ssd_person: {fields: {pers_upn: {sql: {postgres: "cast(cast(p.FIRST_NAMES as integer) as text)"}}}}}\n',
} as const;

/** Puts canaries into a CMS, and listens to everything that the commands say and write of it. */
export function describeCanaries(cms: keyof typeof BROKEN): void {
  describe(`a canary in every text column of ${cms}`, () => {
    const dir = tempDir();
    const out = path.join(dir, 'bundles');
    const notify = keepNotices(dir);
    const site = siteWith({ dir, cms, more: notify });
    let bundle = '';

    before(async () => {
      await buildTestDatabase({ site: loadSite(site), children: 40, seed: 8, asOf: '2026-11-22' });
    });

    it('sings in the files of the objects alone', async (t) => {
      t.diagnostic(`tried ${await putCanaries(path.join(dir, 'db'))}`);
      const shown = await cli(['run', '--site', site, ...day]);
      assert.equal(shown.code, 0, shown.err);
      silent(shown, 'run');
      const [name = ''] = fs.readdirSync(out).filter((entry) => entry.startsWith('ssd_'));
      bundle = path.join(out, name);
      assert.deepEqual(singing(out), []);
      const files = fs.readdirSync(bundle).filter((file) => sings(path.join(bundle, file)));
      assert.ok(files.length > 5, `${files.length} objects have one`);
      assert.match(
        fs.readFileSync(path.join(bundle, 'findings.csv'), 'utf8'),
        /,(?:dimension|type|size|foreign-key),/,
        'and there is something to say of them',
      );
    });

    it('is never told by a command', async () => {
      for (const args of [
        ['run', '--site', site, '--json', '--fail-on', 'warning', ...day],
        ['check', '--site', site],
        ['validate', bundle],
        ['validate', bundle, '--json', '--findings', path.join(dir, 'found.csv')],
        ['verify', bundle],
      ]) {
        const ended = await cli(args);
        assert.ok(ended.code === 0 || ended.code === 1, ended.err);
        silent(ended, args.join(' '));
      }
      assert.ok(fs.statSync(path.join(dir, 'found.csv')).size > 100);
      assert.ok(!sings(path.join(dir, 'found.csv')));
      assert.deepEqual(singing(out), []);
    });

    it('is not told when the database quotes it', async () => {
      const broken = siteWith({ dir, cms, name: 'broken.yml', more: BROKEN[cms] + notify });
      for (const json of [[], ['--json']]) {
        const ended = await cli(['run', '--site', broken, '--only', 'ssd_person', ...json, ...day]);
        assert.equal(ended.code, 4, ended.out + ended.err);
        silent(ended, 'a run that fails');
      }
      assert.deepEqual(singing(out), []);
    });

    it('is in no notice', () => {
      const notices = fs.readFileSync(path.join(dir, 'notices.json'), 'utf8');
      assert.match(notices, /"event":"warning"/);
      assert.match(notices, /"event":"failure"/);
      assert.doesNotMatch(notices, CANARY);
    });

    it('is not told of a bundle that is broken', async () => {
      const copy = path.join(dir, 'copy');
      fs.cpSync(bundle, copy, { recursive: true });
      for (const [index, name] of fs.readdirSync(copy).entries()) {
        if (!/^ssd_.*\.csv$/.test(name)) continue;
        const [head = '', ...rows] = fs.readFileSync(path.join(copy, name), 'utf8').split('\r\n');
        const ways = [rows, [head, ...rows.map((row) => `${row},x"`)], [head.slice(3), ...rows]];
        fs.writeFileSync(path.join(copy, name), (ways[index % 3] ?? rows).join('\r\n'));
      }
      for (const args of [
        ['validate', copy],
        ['validate', copy, '--json'],
        ['verify', copy],
      ]) {
        const ended = await cli(args);
        assert.ok(ended.code === 1 || ended.code === 2, ended.err);
        silent(ended, args.join(' '));
      }
    });
  });
}
