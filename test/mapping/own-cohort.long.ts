import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { ConfigError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { DIALECTS, type DialectName } from '../../src/query/dialects/index.ts';
import { compileFor, prepare, prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { type Extracted, extract, readObject } from '../support/extract.ts';
import { siteWith } from '../support/site.ts';

const asOf = '2026-11-22';
const spec = prepare({ cms: 'liquid_logic' }).spec;
const FIELDS = spec.objects.find(({ name }) => name === 'ssd_person')?.fields ?? [];

const MOMENTS = { mssql: 'datetime', oracle: 'date', postgres: 'timestamp' };

interface Spelling {
  readonly engine?: DialectName;
  readonly type?: string;
  readonly id?: string;
}

/** `ssd_person` as a SELECT from `g`: the id of a person, and nothing else. */
const persons = (
  expression: string,
  { engine = 'postgres', type = 'text', id = 'g."ID"' }: Spelling = {},
): string => {
  const columns = FIELDS.map((field) => {
    const nothing = field.type === 'datetime' ? `cast(null as ${MOMENTS[engine]})` : 'null';
    const value = field.name === 'pers_person_id' ? `cast(${id} as ${type})` : nothing;
    return `${value} as "${field.name}"`;
  });
  return `overrides: ${JSON.stringify({
    ssd_person: {
      sql: {
        [engine]: `with ${expression} select ${columns.join(', ')} from ${named(expression)} g`,
      },
    },
  })}\n`;
};
const named = (expression: string): string => expression.split(' ')[0] ?? '';

const GIRLS =
  'girls as (select p."DIM_PERSON_ID" as "ID" from "Child_Social"."DIM_PERSON" p where p."GENDER_MAIN_CODE" = \'F\')';

describe('ssd_person given as SQL of the site', () => {
  let standard: Extracted;
  before(async () => {
    standard = await extract({
      asOf,
      children: 60,
      seed: 5,
      only: ['ssd_person', 'ssd_contacts', 'ssd_linked_identifiers'],
    });
  });
  const extracted = (more: string): Promise<Extracted> =>
    extract({
      asOf,
      database: standard.database,
      more,
      only: ['ssd_person', 'ssd_contacts', 'ssd_linked_identifiers'],
    });

  it('decides which persons the other objects keep, also those with sets', async () => {
    const { bundle } = await extracted(persons(GIRLS));
    const girls = new Set(
      (await readObject(bundle, 'ssd_person')).map((row) => row['pers_person_id']),
    );
    assert.ok(girls.size > 10);
    for (const [object, person] of [
      ['ssd_contacts', 'cont_person_id'],
      ['ssd_linked_identifiers', 'link_person_id'],
    ] as const) {
      // whom the standard leaves out for want of recent activity has no row there to compare
      const known = new Set(
        (await readObject(standard.bundle, 'ssd_person')).map((row) => row['pers_person_id']),
      );
      const kept = (await readObject(bundle, object)).filter((row) => known.has(row[person]));
      const all = await readObject(standard.bundle, object);
      assert.deepEqual(
        kept,
        all.filter((row) => girls.has(row[person])),
      );
      assert.ok(kept.length > 0 && kept.length < all.length, object);
    }
  });

  it('keeps nobody for an id that is no number', async () => {
    const { bundle } = await extracted(persons(GIRLS, { id: `'x'` }));
    assert.ok((await readObject(bundle, 'ssd_person')).length > 0);
    assert.deepEqual(await readObject(bundle, 'ssd_contacts'), []);
  });

  for (const engine of ['mssql', 'oracle'] as const satisfies DialectName[]) {
    it(`is one statement with each object, its table expressions first: ${engine}`, () => {
      const connections = {
        mssql: { engine, server: 's', database: 'd' },
        oracle: { engine, connect_string: 's', user: 'u', password: { env: 'P' } },
      };
      const type = { mssql: 'varchar(20)', oracle: 'varchar2(20)' }[engine];
      const site = siteWith({
        connection: connections[engine],
        testdb: undefined,
        more: persons(GIRLS, { engine, type }),
      });
      const prepared = prepareSite(loadSite(site));
      const plan = prepared.planSet.plans.find((item) => item.object === 'ssd_linked_identifiers');
      assert.ok(plan);
      const dialect = DIALECTS[engine];
      const query = compileFor(prepared, plan, { dialect, place: {}, asOf, windowYears: 6 });
      const text = (query?.sql ?? '').replace(/\s+/g, ' ');
      assert.deepEqual(
        [...text.matchAll(/(?:^with|,) "(\w+)" as \(/g)].map(([, name]) => name?.toLowerCase()),
        ['girls', 'own_sql', 'cohort', 'identifiers'],
      );
    });
  }

  const refused: readonly [string, string, RegExp][] = [
    [
      'a table expression has the name of a table of the CMS',
      persons('fact_contacts as (select 1 as "ID")'),
      /site\.yml:\d+:\d+: error: the SELECT of ssd_person stands in .* its table expression fact_contacts has the name of a table of the CMS/,
    ],
    [
      'a table expression has the name of a set of an object that keeps its persons',
      persons('identifiers as (select 1 as "ID")'),
      /its table expression identifiers has the name of a set of ssd_linked_identifiers .*\n.*give the table expression another name/,
    ],
  ];
  for (const [name, more, expected] of refused) {
    it(`is refused when ${name}`, () => {
      assert.throws(
        () => prepareSite(loadSite(siteWith({ more }))),
        (error) => {
          assert.ok(error instanceof ConfigError);
          assert.match(error.problems.map(showProblem).join('\n'), expected);
          return true;
        },
      );
    });
  }
});
