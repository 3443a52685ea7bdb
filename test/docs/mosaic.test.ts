import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { loadProfile } from '../../src/mapping/profile.ts';
import { settleParameters } from '../../src/mapping/settle-parameters.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { loadSite } from '../../src/site/load.ts';
import { tempDir } from '../support/files.ts';
import { codeIn, fences, tableRows } from '../support/markdown.ts';
import { placeNew } from '../support/new-database.ts';
import { ROOT, cli } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

const profile = loadProfile(DATA_DIR, 'mosaic');
const page = fs.readFileSync(path.join(ROOT, 'docs', 'mosaic.md'), 'utf8').replaceAll('\r\n', '\n');
const dir = tempDir();

/** Parameters that have values to be found; a choice among a few words comes with a default. */
const toFind = [...profile.parameters].filter(([, { one_of }]) => !one_of).map(([name]) => name);

/** The code blocks of one language. */
function blocks(language: string): string[] {
  return fences(page)
    .filter((block) => block.language === language)
    .map(({ text }) => text);
}

describe('docs/mosaic.md', () => {
  it('lists every parameter of the profile once, with what needs it', () => {
    const listed = tableRows(page)
      .filter((cells) => cells.length === 3)
      .flatMap(([name]) => codeIn(name) ?? []);
    assert.deepEqual(
      toFind.filter((name) => !listed.includes(name)),
      [],
    );
    assert.deepEqual(
      listed.filter(
        (name, index) => !profile.parameters.has(name) || listed.indexOf(name) !== index,
      ),
      [],
    );
  });

  it('grants exactly the tables of the catalogue, on both servers', () => {
    for (const language of ['plsql', 'tsql']) {
      const granted = blocks(language).flatMap((text) =>
        [...text.matchAll(/'([A-Z][A-Z_]+)'/g)].map(([, name = '']) => name),
      );
      assert.deepEqual(granted.sort(), [...profile.catalogue.keys()].sort(), language);
    }
  });

  it('names the filters and groups that the mappings ask for', () => {
    const folder = path.join(DATA_DIR, 'cms', 'mosaic');
    const lines = fs
      .readdirSync(folder)
      .filter((name) => name.startsWith('ssd_'))
      .flatMap((name) => fs.readFileSync(path.join(folder, name), 'utf8').split('\n'))
      .filter((line) => /FILTER_NAME|GROUP_NAME/.test(line));
    for (const [, name = ''] of lines
      .join('\n')
      .matchAll(/((?:Child [A-Z]|SSDA903 )[A-Za-z ()]+)/g)) {
      assert.ok(page.includes(`\`${name.trim()}\``), name);
    }
  });

  it('describes example files that stay valid when every line is in force', () => {
    for (const engine of ['oracle', 'mssql']) {
      const text = fs.readFileSync(
        path.join(ROOT, 'config', `mosaic.${engine}.example.yml`),
        'utf8',
      );
      const file = path.join(dir, `${engine}.yml`);
      fs.writeFileSync(
        file,
        text.replace(/^# (?=parameters:)/m, '').replaceAll(/^#(?= {3})/gm, ' '),
      );
      const { parameters, overrides, yaml } = loadSite(file);
      assert.deepEqual(
        toFind.filter((name) => !(name in parameters)),
        [],
        engine,
      );
      settleParameters(profile, { parameters, overrides, yaml, engine });
    }
  });

  describe('its queries', () => {
    let db: PGlite;
    before(async () => {
      await placeNew(path.join(dir, 'db'));
      const made = await cli([
        'testdb',
        '--site',
        siteWith({ dir, cms: 'mosaic' }),
        '--children',
        '200',
        '--as-of',
        '2026-11-22',
      ]);
      assert.equal(made.code, 0, made.err);
      db = await PGlite.create(path.join(dir, 'db'));
      const found = await db.query<{ name: string }>(
        `select table_schema as name from information_schema.tables where table_name = 'DM_PERSONS'`,
      );
      await db.exec(`set search_path to "${found.rows[0]?.name ?? ''}"`);
    });
    after(() => db.close());

    for (const query of blocks('sql')) {
      it(`find something: ${query.split('\n').at(-2) ?? ''}`, async () => {
        assert.match(query, /^select /);
        const quoted = query.replaceAll(/'[^']*'|\b[A-Z][A-Z0-9_]{2,}\b/g, (text) =>
          text.startsWith("'") ? text : `"${text}"`,
        );
        assert.ok((await db.query(quoted)).rows.length > 0);
      });
    }
  });
});
