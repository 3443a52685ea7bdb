import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { stringify } from 'yaml';
import { type Oddity, loadOddities } from '../../src/mapping/oddities.ts';
import { profileNames } from '../../src/mapping/profile.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { staleOdditiesPage } from '../../src/documents/oddities-page.ts';
import { dialectOf } from '../../src/prepare/open-source.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { type Prepared, compileFor, prepare, prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { tempDir, writeTree } from '../support/files.ts';

const CONNECTIONS: Readonly<Record<string, string>> = {
  mssql: '{engine: mssql, server: s, database: d}',
  oracle: '{engine: oracle, connect_string: s, user: u, password: {env: P}}',
  postgres: '{engine: postgres, host: h, database: d, user: u, password: {env: P}}',
};
const dir = tempDir();

function siteWith(cms: string, engine: string, settings: Readonly<Record<string, unknown>>) {
  const file = path.join(dir, 'site.yml');
  fs.writeFileSync(
    file,
    `site: a\ncms: ${cms}\nconnection: ${CONNECTIONS[engine]}\n${Object.keys(settings).length > 0 ? stringify(settings) : ''}`,
  );
  return loadSite(file);
}

function sqlOf(prepared: Prepared, object: string, engine: string, windowYears: number): string {
  const plan = prepared.planSet.plans.find((item) => item.object === object);
  assert.ok(plan);
  const query = compileFor(prepared, plan, {
    dialect: dialectOf(siteWith(prepared.profile.cms, engine, {})),
    place: prepared.profile.source,
    asOf: '2026-04-01',
    windowYears,
  });
  return JSON.stringify([query?.sql, query?.parameters]);
}

/**
 * One site for many oddities: the first override of each object, then the second of each, and so
 * on; settings have a site each.
 */
function sitesFor(
  oddities: readonly Oddity[],
): { readonly settings: Readonly<Record<string, unknown>>; readonly tried: readonly Oddity[] }[] {
  const rounds: Oddity[][] = [];
  for (const oddity of oddities.filter((item) => item.override)) {
    const round = rounds.find((items) => !items.some((item) => item.object === oddity.object));
    if (round) round.push(oddity);
    else rounds.push([oddity]);
  }
  return [
    ...rounds.map((tried) => ({
      tried,
      settings: {
        overrides: Object.fromEntries(tried.map(({ object, override }) => [object, override])),
      },
    })),
    ...oddities.flatMap((oddity) =>
      oddity.override || !oddity.set ? [] : [{ tried: [oddity], settings: oddity.set }],
    ),
  ];
}

function prepared(site: ReturnType<typeof siteWith>): Prepared {
  try {
    return prepareSite(site);
  } catch (error) {
    return assert.fail(
      error instanceof ConfigError ? error.problems.map(showProblem).join('\n') : String(error),
    );
  }
}

for (const cms of profileNames(DATA_DIR)) {
  const standard = prepare({ cms });
  const file = loadOddities(DATA_DIR, cms, standard.spec.objects);
  describe(
    `how a site has an oddity of ${cms} another way`,
    { skip: file ? false : 'none are listed' },
    () => {
      const { engine } = standard.profile;
      for (const { settings, tried } of sitesFor(file?.oddities ?? [])) {
        it(
          tried
            .map(({ object, fields }) => `${object}: ${fields.join(', ') || 'the rows'}`)
            .join('; '),
          () => {
            const site = siteWith(cms, engine, settings);
            const own = prepared(site);
            for (const { object, fields } of tried) {
              assert.notEqual(
                sqlOf(own, object, engine, site.window_years),
                sqlOf(standard, object, engine, 6),
                `${object}, ${fields.join(', ')}: it changes what runs`,
              );
            }
          },
        );
      }
    },
  );
}

describe('docs/standard-oddities.md', () => {
  it('is what would be written now', async () =>
    assert.equal(await staleOdditiesPage(), false, 'run: npm run oddities'));
});

describe('oddities.yml', () => {
  const load = (text: string): string => {
    const data = writeTree(tempDir(), { 'cms/x/oddities.yml': text });
    try {
      loadOddities(data, 'x', prepare({ cms: 'liquid_logic' }).spec.objects);
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.problems.map(showProblem).join('\n');
    }
    return '';
  };
  const entry = (rest: string): string => `about: x\noddities:\n- {${rest}}\n`;
  const cases: readonly [string, string, RegExp][] = [
    [
      'an unknown object',
      entry('object: ssd_persons, reference: r, ours: matched, does: d, otherwise: o'),
      /oddities\.yml:3:12: error: there is no object "ssd_persons".*\n.*did you mean "ssd_person"\?/,
    ],
    [
      'an unknown field',
      entry(
        'object: ssd_person, fields: [pers_dbo], reference: r, ours: matched, does: d, otherwise: o',
      ),
      /ssd_person has no field "pers_dbo".*\n.*did you mean "pers_dob"\?/,
    ],
    [
      'no way out',
      entry('object: ssd_person, reference: r, ours: matched, does: d'),
      /does not say how a site has it another way/,
    ],
    [
      'a word that is neither',
      entry('object: ssd_person, reference: r, ours: wrong, does: d, otherwise: o'),
      /oddities\.0\.ours/,
    ],
  ];
  for (const [name, text, expected] of cases) {
    it(`is refused with ${name}`, () => assert.match(load(text), expected));
  }
});
