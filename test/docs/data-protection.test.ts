import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { readTreatments } from '../../src/protect/read-treatments.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { codeSpans, tableRows } from '../support/markdown.ts';
import { ROOT } from '../support/process.ts';
import { pageNamed } from './pages.ts';

const page = pageNamed('docs/data-protection.md');
const SRC = path.join(ROOT, 'src');

/** What opens connections: modules of Node, drivers, and functions that need neither. */
const CONNECTS = [
  /from '(?:node:)?(?:net|tls|http|https|http2|dgram|dns)(?:\/\w+)?'/,
  /(?:from|import\() ?'(?:mssql|tedious|oracledb|pg|pg-cursor)'/,
  /\b(?:fetch|WebSocket|EventSource)\(/,
];

describe('docs/data-protection.md', () => {
  it('names for every statement the tests that hold it, and tests that there are', () => {
    const statements = tableRows(page.text).filter((row) => row.length === 3);
    assert.ok(statements.length >= 12);
    for (const [question, , tests = ''] of statements) {
      const named = codeSpans(tests);
      assert.ok(named.length > 0, question);
      for (const name of named) assert.ok(fs.existsSync(path.join(ROOT, name)), name);
    }
  });

  it('is right that only the rooms of the database and of notices open a connection', () => {
    const files = fs
      .readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') || name.endsWith('.mjs'));
    const rooms = files
      .filter((name) => {
        const text = fs.readFileSync(path.join(SRC, name), 'utf8');
        return CONNECTS.some((pattern) => pattern.test(text));
      })
      .map((name) => name.split(path.sep)[0]);
    assert.deepEqual([...new Set(rooms)].sort(), ['operate', 'sources', 'testdb']);
  });

  it('is right about what becomes of the fields that it names', () => {
    const { treatments } = readTreatments(DATA_DIR, loadSpec(DATA_DIR));
    const kindOf = (object: string, field: string) => treatments.get(object)?.get(field)?.kind;
    for (const [kind, ...fields] of [
      ['id', 'ssd_person.pers_upn', 'ssd_send.send_uln', 'ssd_person.pers_common_child_id'],
      ['id', 'ssd_linked_identifiers.link_identifier_value', 'ssd_professionals.prof_staff_id'],
      [
        'id',
        'ssd_pre_proceedings.prep_court_reference',
        'ssd_cla_placement.clap_cla_placement_urn',
      ],
      ['drop', 'ssd_person.pers_surname', 'ssd_address.addr_address_json'],
      ['drop', 'ssd_department.dept_team_name', 'ssd_professionals.prof_professional_job_title'],
      ['drop', 'ssd_cla_convictions.clac_cla_conviction_offence'],
      [
        'month',
        'ssd_person.pers_dob',
        'ssd_person.pers_expected_dob',
        'ssd_mother.moth_childs_dob',
      ],
      ['month', 'ssd_person.pers_death_date'],
      [
        'sector',
        'ssd_address.addr_address_postcode',
        'ssd_cla_placement.clap_cla_placement_postcode',
      ],
      ['whole', 'ssd_cla_placement.clap_cla_placement_distance'],
      [
        'keep',
        'ssd_person.pers_sex',
        'ssd_person.pers_ethnicity',
        'ssd_missing.miss_missing_episode_start_date',
      ],
    ] as const) {
      for (const name of fields) {
        const [object = '', field = ''] = name.split('.');
        assert.equal(kindOf(object, field), kind, name);
      }
    }
  });

  it('is right about the length of a pseudonym', () => {
    const { treatments } = readTreatments(DATA_DIR, loadSpec(DATA_DIR));
    const lengths = [...treatments.values()].flatMap((fields) =>
      [...fields.values()].flatMap((item) => (item.kind === 'id' ? [item.characters] : [])),
    );
    assert.deepEqual([...new Set(lengths)].sort(), [13, 26]);
  });
});
