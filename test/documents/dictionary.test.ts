import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { loadDictionary, planOf } from '../../src/documents/dictionary.ts';
import { type Explanation, explain, explanationLines } from '../../src/documents/explain.ts';
import { makePages, writeDictionary } from '../../src/documents/write-dictionary.ts';
import { loadSite } from '../../src/site/load.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { namesIn, tempDir } from '../support/files.ts';
import { siteWith } from '../support/site.ts';

const standard = loadDictionary({});

const lines = (name: string, site?: string): string[] => [
  ...explanationLines(
    explain(site === undefined ? standard : loadDictionary({ site: loadSite(site) }), name),
  ),
];

/** What is said of a field in one CMS, without names in code type. */
function said(name: string, cms: string): string[] {
  const source = explain(standard, name).sources.find((item) => item.cms === cms);
  return (source?.how ?? []).map(({ text }) => text.replaceAll('`', ''));
}

const OVERRIDES = `overrides:
  ssd_person:
    fields:
      pers_forename: {upper: p.FORENAME}
`;

describe('a mapping in words', () => {
  it('says something of every object and field in both CMSs, and nothing that is none', () => {
    let fields = 0;
    for (const object of standard.spec.objects) {
      const all: Explanation[] = [
        explain(standard, object.name),
        ...object.fields.map((field) => explain(standard, `${object.name}.${field.name}`)),
      ];
      for (const explanation of all) {
        for (const source of explanation.sources) {
          const inBundle = standard.parts.every(({ prepared }) => planOf(prepared, object.name));
          assert.equal(source.how.length > 0, inBundle, explanation.field ?? object.name);
          fields += 1;
        }
        const text = JSON.stringify(explanation) + explanationLines(explanation).join('\n');
        assert.doesNotMatch(text, /undefined|\[object|NaN| {3}where|\bwhere[.;,]/);
        const words = text.replaceAll(/“[^”]*”/g, '');
        const [opened, closed] = [/\(/g, /\)/g].map((sign) => [...words.matchAll(sign)].length);
        assert.equal(opened, closed, explanation.field ?? object.name);
      }
    }
    assert.ok(fields > 800, String(fields));
  });

  for (const [name, cms, expected] of [
    [
      'ssd_person.pers_upn',
      'liquid_logic',
      ['The first 13 characters of DIM_PERSON.UPN without blanks around it.'],
    ],
    ['ssd_person.pers_surname', 'liquid_logic', ['DIM_PERSON.SURNAME, as it is.']],
    [
      'ssd_person.pers_dob',
      'liquid_logic',
      ['DIM_PERSON.BIRTH_DTTM where DIM_PERSON.DOB_ESTIMATED is “N”; otherwise nothing.'],
    ],
    [
      'ssd_person.pers_legacy_id',
      'mosaic',
      ['Always empty: nothing in this CMS is known to hold it.'],
    ],
    [
      'ssd_person.pers_ethnicity',
      'liquid_logic',
      [
        'DIM_LOOKUP_DFE_ETHNIC.NAT_ID, as it is.',
        'With it, the rows of DIM_LOOKUP_DFE_ETHNIC where DIM_LOOKUP_DFE_ETHNIC.MAIN_CODE is DIM_PERSON.ETHNICITY_MAIN_CODE; where there is none, its values are empty.',
      ],
    ],
    [
      'ssd_cla_care_plan.lacp_cla_care_plan_start_date',
      'mosaic',
      ['runs.START_DATE, as it is.', 'runs.START_DATE is the day of DM_WORKFLOW_STEPS.STARTED_ON.'],
    ],
  ] as const) {
    it(`says where ${cms} has ${name}`, () => {
      assert.deepEqual(said(name, cms), expected);
    });
  }

  it('says the rows: sets, joins, one of several, filters, persons', () => {
    const rows = said('ssd_care_leavers', 'liquid_logic');
    assert.equal(rows[0], 'One row for each row of DIM_CLA_ELIGIBILITY.');
    assert.equal(
      rows.at(-1),
      'Only where DIM_CLA_ELIGIBILITY.DIM_PERSON_ID is a person of ssd_person.',
    );
    const text = lines('ssd_care_leavers').join('\n');
    assert.match(text, /pathway\.LAST_CHANGE is the latest pathway\.MODIF_DTTM\./);
    assert.match(text, /Of several, the one with the highest worker\.FACT_INVOLVEMENTS_ID\./);
  });

  it('names the parameter whose values a field needs', () => {
    const text = lines('ssd_cla_care_plan').join('\n');
    assert.match(text, /one of the values of the parameter cla_plan_step_types \(not set\)/);
    assert.match(text, /Empty until the site sets cla_plan_step_types: /);
  });
});

describe('explain', () => {
  it('says what a key refers to, whether it is a key of its own object or not', () => {
    const [name = ''] = standard.spec.objects.flatMap(({ name: object, fields }) =>
      fields
        .filter(({ foreignKey, primaryKey }) => foreignKey && !primaryKey)
        .map((field) => `${object}.${field.name}`),
    );
    assert.match(lines(name).join('\n'), /refers to ssd_\w+\.\w+/);
  });

  it('suggests the name that was meant', () => {
    const hintOf = (name: string): string | undefined => {
      try {
        explain(standard, name);
        return undefined;
      } catch (error) {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.exitCode, 2);
        return error.hint;
      }
    };
    assert.match(hintOf('ssd_persn') ?? '', /"ssd_person"/);
    assert.match(hintOf('ssd_person.pers_dop') ?? '', /"pers_dob"/);
    assert.match(hintOf('pers_dob') ?? '', /ssd_person\.pers_dob/);
  });

  it('says what an override of the site changed, and of no other field', () => {
    const site = siteWith({ more: OVERRIDES });
    const text = lines('ssd_person.pers_forename', site).join('\n');
    assert.match(text, /DIM_PERSON\.FORENAME in capitals\./);
    assert.match(text, /Changed by the site's overrides \(fields\.pers_forename\)/);
    assert.match(text, /The standard says:\n {4}- DIM_PERSON\.FORENAME, as it is\./);
    assert.doesNotMatch(lines('ssd_person.pers_surname', site).join('\n'), /Changed/);
  });

  it('shows SQL of a site as it is sent, its names as in the mapping', () => {
    const more = `overrides: {ssd_person: {fields: {pers_forename: {sql: {postgres: "upper(p.FORENAME)"}}}}}\n`;
    const text = lines('ssd_person.pers_forename', siteWith({ more })).join('\n');
    assert.match(text, /the SQL of the site gives: pg_catalog\.upper\(p\.FORENAME\)/);
  });
});

describe('the pages of a dictionary', () => {
  it('are the same bytes each time', () => {
    assert.deepEqual([...makePages(loadDictionary({}))], [...makePages(standard)]);
  });

  it('escape what a site wrote', () => {
    const hostile = `</code><script>alert("1")</script>`;
    const more = `overrides: {ssd_person: {fields: {pers_forename: {const: ${JSON.stringify(hostile)}}}}}\n`;
    const site = loadSite(siteWith({ more }));
    const pages = makePages(loadDictionary({ site: { ...site, site: '<b>X</b>' } }));
    const text = pages.get('ssd_person.html') ?? '';
    assert.match(text, /&#60;script&#62;alert/);
    assert.doesNotMatch([...pages.values()].join('\n'), /<script>alert|<b>X/);
  });

  it('link only to what is there', () => {
    const pages = makePages(standard);
    for (const [file, text] of pages) {
      for (const [, page = '', anchor] of text.matchAll(/href="([\w.-]*)(?:#([\w-]+))?"/g)) {
        const target = pages.get(page === '' ? file : page);
        assert.ok(target !== undefined, `${file}: ${page}`);
        if (anchor !== undefined) assert.ok(target.includes(`id="${anchor}"`), `${page}#${anchor}`);
      }
    }
  });

  it('replace an earlier dictionary, and leave other files', async () => {
    const dir = tempDir();
    await writeDictionary(standard, dir);
    const stale = fs.readFileSync(path.join(dir, 'ssd_person.html'), 'utf8');
    fs.writeFileSync(path.join(dir, 'ssd_gone.html'), stale);
    fs.writeFileSync(path.join(dir, 'mine.html'), 'mine');
    const count = await writeDictionary(standard, dir);
    assert.equal(namesIn(dir).length, count + 1);
    assert.equal(fs.readFileSync(path.join(dir, 'mine.html'), 'utf8'), 'mine');
  });

  it('write nothing where a file of the same name is not theirs', async () => {
    const dir = tempDir();
    fs.writeFileSync(path.join(dir, 'index.html'), 'mine');
    await assert.rejects(writeDictionary(standard, dir), { code: 'not-ours' });
    assert.deepEqual(namesIn(dir), ['index.html']);
  });
});
