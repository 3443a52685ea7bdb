import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { parse } from 'yaml';
import { ALLOWED } from '../../src/mapping/raw-sql/check.ts';
import { compileFor, placeOf, prepareSite } from '../../src/prepare/prepare.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { loadSite } from '../../src/site/load.ts';
import { openEmbedded } from '../../src/sources/postgres/embedded.ts';
import { type Extracted, extract, readObject } from '../support/extract.ts';
import { tempDir } from '../support/files.ts';
import { ROOT } from '../support/process.ts';

const page = fs
  .readFileSync(path.join(ROOT, 'docs', 'overrides.md'), 'utf8')
  .replaceAll('\r\n', '\n');
const written = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text = '']) => text);
const examples = written.filter((text) => text.startsWith('overrides:'));
const ofTables = written.find((text) => text.startsWith('tables:')) ?? '';
const ofTypes = written.find((text) => text.startsWith('catalogue:')) ?? '';
const asOf = '2026-11-22';
const dir = tempDir();

function objectsOf(example: string): string[] {
  const { overrides } = parse(example) as { overrides: Record<string, unknown> };
  return Object.keys(overrides);
}

describe('docs/overrides.md', () => {
  let standard: Extracted;
  before(async () => {
    standard = await extract({ asOf, children: 40, seed: 5, only: ['ssd_department'] });
  });

  it('has an example in the language and one in SQL', () => {
    assert.deepEqual(
      examples.map((example) => example.includes('sql:')),
      [false, true],
    );
  });

  it('has an example of a table of its own, which runs once the table is there', async () => {
    const { db } = await openEmbedded({ path: standard.database });
    await db.exec(`create schema local; create table local."TEAM_NAMES" ("DEPT" int, "NAME" text);
      insert into local."TEAM_NAMES" select "DIM_DEPARTMENT_ID", 'Ours' from "Child_Social"."DIM_DEPARTMENT"`);
    await db.close();
    const { bundle } = await extract({
      asOf,
      database: standard.database,
      more: ofTables,
      only: ['ssd_department'],
    });
    const rows = await readObject(bundle, 'ssd_department');
    assert.ok(rows.length > 0 && rows.every((row) => row['dept_team_name'] === 'Ours'));
  });

  it('has an example of columns of another type, which converts each of them', () => {
    const file = path.join(dir, 'types.yml');
    const connection = '{engine: mssql, server: s, database: d}';
    fs.writeFileSync(file, `site: trial\ncms: liquid_logic\nconnection: ${connection}\n${ofTypes}`);
    const site = loadSite(file);
    const prepared = prepareSite(site);
    const { catalogue } = parse(ofTypes) as { catalogue: Record<string, Record<string, string>> };
    const columns = Object.values(catalogue).flatMap((types) => Object.keys(types));
    assert.equal(prepared.siteTypes.list.length, columns.length);
    const options = {
      dialect: DIALECTS.mssql,
      place: placeOf(site, prepared),
      asOf,
      windowYears: 6,
    };
    const queries = prepared.planSet.plans
      .filter(({ object }) => ['ssd_contacts', 'ssd_person'].includes(object))
      .map((plan) => compileFor(prepared, plan, options)?.sql)
      .join('\n');
    for (const column of columns) {
      assert.match(queries, new RegExp(`try_c[^;]*?"held"\\."${column}"`));
    }
  });

  for (const [index, example] of examples.entries()) {
    it(`example ${index + 1} runs on the embedded database`, async () => {
      const only = objectsOf(example);
      const { bundle, manifest } = await extract({
        asOf,
        database: standard.database,
        more: example,
        only,
      });
      assert.ok(manifest.overrides.length > 1);
      for (const object of only.filter((name) => !name.endsWith('_visits'))) {
        assert.ok((await readObject(bundle, object)).length > 0, object);
      }
    });

    it(`example ${index + 1} loads on SQL Server`, () => {
      const file = path.join(dir, `site${index}.yml`);
      const connection = '{engine: mssql, server: s, database: d}';
      fs.writeFileSync(
        file,
        `site: trial\ncms: liquid_logic\nconnection: ${connection}\n${example}`,
      );
      assert.ok(prepareSite(loadSite(file)).overrides.length > 1);
    });
  }

  const titles = { mssql: 'SQL Server', oracle: 'Oracle', postgres: 'PostgreSQL' } as const;
  for (const engine of ['mssql', 'oracle', 'postgres'] as const) {
    it(`lists what SQL may use on ${titles[engine]}, and nothing else`, () => {
      const [, section = ''] = page.split(`\n### ${titles[engine]}\n`);
      const listed = (title: string): string[] => {
        const row = section.split('\n').find((line) => line.startsWith(`| ${title}`)) ?? '';
        return [...row.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word.replaceAll('\\|', '|'));
      };
      const allowed = ALLOWED[engine];
      for (const [title, words] of [
        ['functions', allowed.functions],
        ['in the place of a table', allowed.tableFunctions],
        ['values without brackets', allowed.values],
        ['types', allowed.types],
        ['operators', allowed.operators],
      ] as const) {
        assert.deepEqual(listed(title), [...words].sort(), title);
      }
    });
  }
});
