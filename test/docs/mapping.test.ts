import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import type { Catalogue } from '../../src/mapping/catalogue.ts';
import { loadObjectMapping } from '../../src/mapping/object-mapping.ts';
import type { Parameters } from '../../src/mapping/parameters.ts';
import { loadProfile } from '../../src/mapping/profile.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { parseYaml } from '../../src/yaml/read.ts';
import { field, littleParameters, object, table } from '../support/mapping.ts';
import { codeIn, codeSpans, tables } from '../support/markdown.ts';
import { ROOT } from '../support/process.ts';
import { pageNamed, placeOf } from './pages.ts';

const page = pageNamed('docs/mapping.md');

/** The tables that the examples have in mind, by the alias that they use, with the columns. */
const ALIASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  a: { POSTCODE: 'nvarchar(20)' },
  answer: { ANSWER: 'nvarchar(200)', TEXT: 'nvarchar(200)' },
  c: { STARTED: 'datetime', ENDED: 'datetime' },
  care: {
    DIM_PERSON_ID: 'int',
    START: 'datetime',
    END: 'datetime',
    LAST_UPDATED_DTTM: 'datetime',
  },
  cases: { OPEN: 'int' },
  child: { ID: 'int', PERSON_ID: 'int' },
  code: { NAT_ID: 'nvarchar(20)' },
  conference: { WORKFLOW_STEP_ID: 'int', STARTED_ON: 'datetime' },
  contact: { OUTCOME_NFA_FLAG: 'nchar(1)', OUTCOME_COMMENTS: 'nvarchar(2000)' },
  f: { SEEN: 'nvarchar(20)' },
  factor: { ANSWER_NO: 'nvarchar(20)' },
  form: {
    ANSWER: 'nvarchar(200)',
    ANSWER_NO: 'nvarchar(20)',
    ANSWERED: 'datetime',
    SUBJECT: 'int',
  },
  i: { DIM_WORKER_ID: 'int' },
  outcome: { ACTION_ID: 'int', ACTION: 'nvarchar(50)' },
  p: {
    BIRTH_DTTM: 'datetime',
    DATE_OF_BIRTH: 'datetime',
    DIM_PERSON_ID: 'int',
    DOB_ESTIMATED: 'nchar(1)',
    PERSON_ID: 'int',
    UPN: 'nvarchar(20)',
  },
  plan: { START: 'datetime', END: 'datetime', ENDED: 'datetime' },
  referral: { START: 'datetime', END: 'datetime', REFRL_END_DTTM: 'datetime' },
  runs: { PERSON_ID: 'int', START_DATE: 'datetime', END_DATE: 'datetime', FIRST_STEP_ID: 'int' },
  score: { ANSWER: 'nvarchar(20)' },
  talk: { HELD_ON: 'datetime' },
  visit: { FACT_CASENOTE_ID: 'int', DIM_PERSON_ID: 'int' },
  w: { FORENAME: 'nvarchar(50)', SURNAME: 'nvarchar(50)' },
  worker: { STAFF_ID: 'nvarchar(20)', DIM_WORKER_ID: 'int' },
};

const catalogue: Catalogue = new Map([
  ...loadProfile(DATA_DIR, 'liquid_logic').catalogue,
  ...loadProfile(DATA_DIR, 'mosaic').catalogue,
  table('BASE', { K: 'int' }),
  ...Object.entries(ALIASES).map(([alias, columns]) =>
    table(`T_${alias}`, { K: 'int', ...columns }),
  ),
]);

const parameters: Parameters = new Map([
  ...littleParameters,
  ['text_hash', { name: 'text_hash', type: 'text', value: 'md5' }],
  [
    'contact_outcome_flags',
    { name: 'contact_outcome_flags', type: 'integer_lists', value: { NFA_FLAG: [1] } },
  ],
  ['seen_questions', { name: 'seen_questions', type: 'text_list', value: ['a'] }],
  ['yes_answers', { name: 'yes_answers', type: 'text_list', value: ['b'] }],
  ['tomorrow', { name: 'tomorrow', type: 'moment' }],
]);

interface Mapping {
  readonly rows?: Readonly<Record<string, unknown>>;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly sets?: Readonly<Record<string, unknown>>;
}

/** What is wrong with an example when it stands in a mapping that knows the aliases it uses. */
function problemsOf({ rows = {}, fields = {}, sets = {} }: Mapping): string[] {
  const text = JSON.stringify([rows, fields]);
  const used = new Set(text.match(/\b[a-z]+(?=\.[A-Z])/g));
  const { joins = {}, ...rest } = rows as { joins?: Record<string, unknown> };
  const outside = Object.keys(ALIASES).filter(
    (alias) => used.has(alias) && !(alias in joins) && !text.includes(`"from":{"${alias}"`),
  );
  const mapping = {
    sets,
    rows: {
      from: { base: 'BASE' },
      joins: {
        ...Object.fromEntries(
          outside.map((alias) => [alias, { left: `T_${alias}`, on: { K: 'base.K' } }]),
        ),
        ...joins,
      },
      ...rest,
    },
    fields,
  };
  const { problems } = loadObjectMapping({
    file: parseYaml(stringify(mapping), 'example.yml'),
    object: object(Object.keys(fields).map((name) => field(name, 'string'))),
    cms: 'little',
    catalogue,
    parameters,
  });
  return problems.map(showProblem);
}

type Example = Readonly<Record<string, unknown>>;

/** How an example is made a whole mapping, by what it begins with. */
const SETTINGS: Readonly<Record<string, (example: Example) => Mapping>> = {
  where: (example) => ({ rows: example }),
  joins: (example) => ({ rows: example }),
  first: (example) => ({ rows: example }),
  values: ({ values }) => ({
    rows: { joins: { form: { left: 'T_form', on: { K: 'base.K' }, values } } },
  }),
  sets: ({ sets }) => ({
    sets: {
      runs: {
        from: { runs: 'T_runs' },
        select: Object.fromEntries(
          Object.keys(ALIASES['runs'] ?? {}).map((column) => [column, `runs.${column}`]),
        ),
      },
      ...(sets as Example),
    },
  }),
  fields: (fields) => ({ fields }),
};

function asMapping(example: Example): Mapping {
  const [key = ''] = Object.keys(example);
  const setting = SETTINGS[/^\w+_json$/.test(key) ? 'fields' : key];
  assert.ok(setting, `no test knows how to read an example that begins with ${key}`);
  return setting(example);
}

const [whole, ...parts] = page.blocks.filter(({ language }) => language === 'yaml');

describe('docs/mapping.md', () => {
  it('begins with a mapping that is ours', () => {
    const [, file = ''] = /^# (\S+)/.exec(whole?.text ?? '') ?? [];
    assert.deepEqual(
      parse(whole?.text ?? ''),
      parse(fs.readFileSync(path.join(ROOT, file), 'utf8')),
    );
  });

  for (const block of parts) {
    it(`has an example that is read: ${placeOf(page, block)}`, () =>
      assert.deepEqual(problemsOf(asMapping(parse(block.text) as Example)), []));
  }

  for (const { header, rows } of tables(page.text)) {
    if (header[2] !== 'example') continue;
    for (const [form = '', , example] of rows) {
      it(`has an example of ${form} that is read`, () => {
        const value: unknown = parse(codeIn(example) ?? assert.fail('no example'));
        assert.deepEqual(
          problemsOf(
            form.includes('`max`')
              ? asMapping({ values: { X: value } })
              : { rows: { where: [{ value, test: 'present' }] } },
          ),
          [],
        );
      });
    }
  }

  const spans = codeSpans(page.text);
  for (const code of spans.filter((span) => /^(?:first|values): \{/.test(span))) {
    it(`says in its text what is read: ${code}`, () =>
      assert.deepEqual(problemsOf(asMapping(parse(code.replace(', …', '')) as Example)), []));
  }
  for (const code of spans.filter((span) => /^\{[\w.]+: \{(?:within|about)/.test(span))) {
    it(`has a condition that is read: ${code}`, () =>
      assert.deepEqual(problemsOf({ rows: { where: [parse(code)] } }), []));
  }

  it('would notice a mistake', () => {
    assert.notDeepEqual(problemsOf({ rows: { where: [{ 'p.UPN': { fom: 1 } }] } }), []);
    assert.notDeepEqual(problemsOf(asMapping({ x_json: { json_list: 'factor.NONE' } })), []);
  });
});
