import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderReport } from '../../src/report/render-report.ts';
import { gatherFigures } from '../../src/report/gather/gather-figures.ts';
import type { ReportInput, ReportedFinding } from '../../src/report/report-input.ts';
import { suppress } from '../../src/report/suppress.ts';
import { judge } from '../../src/report/verdict.ts';
import { reportInput } from '../support/report-input.ts';

const ERROR: ReportedFinding = {
  object: 'ssd_person',
  field: 'pers_person_id',
  rule: 'primary-key',
  severity: 'error',
  count: 2,
  meaning: 'the key is filled',
  examples: [{ row: 11, key: '#aabbcc' }],
};

describe('small counts', () => {
  it('are hidden, and never alone', () => {
    assert.deepEqual(suppress([0, 3, 9, 40], 6), [0, null, null, 40]);
    assert.deepEqual(suppress([2, 5, 9], 6), [null, null, 9]);
    assert.deepEqual(suppress([1, 5, 9], 6), [null, null, 9]);
    assert.deepEqual(suppress([0, 6, 7], 6), [0, 6, 7]);
    assert.deepEqual(suppress([1, 7], false), [1, 7]);
  });
});

describe('the verdict', () => {
  const levelOf = (change: Parameters<typeof reportInput>[0]): string =>
    judge(reportInput(change)).level;
  it('is that data can be used where no rule is broken', () => {
    assert.equal(levelOf({}), 'usable');
    assert.equal(levelOf({ findings: [{ ...ERROR, rule: 'x', severity: 'warning' }] }), 'usable');
  });
  it('asks for care for errors, orphans, changes, gaps and partial bundles', () => {
    assert.equal(levelOf({ findings: [ERROR] }), 'with care');
    const orphan = { ...ERROR, rule: 'foreign-key', severity: 'warning' } as const;
    assert.equal(levelOf({ findings: [orphan] }), 'with care');
    for (const code of ['rows-changed', 'new-findings', 'not-configured', 'empty']) {
      assert.equal(levelOf({ warnings: [{ code, message: 'it is so' }] }), 'with care', code);
    }
    assert.equal(levelOf({ partial: 'it is a part' }), 'with care');
    assert.equal(
      levelOf({ files: [{ object: 'ssd_person', status: 'unmapped', rows: 0 }] }),
      'with care',
    );
  });
  it('forbids use where nobody or nothing is left, or keys are broken', () => {
    assert.equal(levelOf({ findings: [{ ...ERROR, count: 5 }] }), 'not usable');
    const others = { ...ERROR, object: 'ssd_contacts' };
    assert.equal(levelOf({ findings: [{ ...others, count: 2 }] }), 'not usable', '2 rows of 7');
    for (const code of ['no-persons', 'rows-gone']) {
      assert.equal(levelOf({ warnings: [{ code, message: 'it is so' }] }), 'not usable', code);
    }
  });
});

describe('the page', () => {
  it('holds no word outside a code set, unless values may be shown, and then escaped', async () => {
    assert.ok(!(await renderReport(reportInput())).includes('alert(1)'));
    const shown = await renderReport(reportInput({}, true));
    assert.ok(shown.includes('&#60;script&#62;alert(1)'));
    assert.ok(!shown.includes('<script>alert(1)'));
  });

  it('says where findings are, and what changed since the last run', async () => {
    const page = await renderReport(reportInput({ findings: [ERROR] }));
    assert.match(page, /row 11[\s\S]*?#aabbcc/);
    assert.ok(page.includes('+10'));
    assert.match(page, /Use this data with care[\s\S]*?2 values in one object break a rule/);
  });

  it('leaves out the codes of fields that leave as pseudonyms', async () => {
    assert.ok((await renderReport(reportInput())).includes('Codes of ssd_person.pers_sex'));
    const altered = new Map([['ssd_person', new Set(['pers_sex'])]]);
    const page = await renderReport(reportInput({ altered }));
    assert.ok(!page.includes('Codes of ssd_person.pers_sex'));
  });
});

describe('small counts on the page', () => {
  const COLUMNS = ['pers_person_id', 'pers_sex', 'pers_dob'];
  /** The page of persons with these codes and dates of birth. */
  const pageOf = (
    persons: readonly (readonly [sex: string | null, birth: string | null])[],
    change: Partial<ReportInput> = {},
  ): Promise<string> => {
    const { spec, asOf } = reportInput();
    const terms = { spec, asOf, dateFormat: 'iso', showValues: false } as const;
    const gathered = gatherFigures('ssd_person', COLUMNS, terms);
    gathered.rows(persons.map(([sex, birth], index) => [String(index), sex, birth]));
    return renderReport(
      reportInput({ figures: new Map([['ssd_person', gathered.end()]]), ...change }),
    );
  };
  const many = (count: number, sex: string | null, birth: string | null) =>
    Array.from({ length: count }, () => [sex, birth] as const);

  it('are no numbers of a code, of an age, or of what is outside a set', async () => {
    const page = await pageOf([
      ...many(50, 'F', '2012-05-01'),
      ...many(40, 'M', '2013-05-01'),
      ...many(30, 'F', '2014-05-01'),
      ...many(3, 'U', '2020-05-01'),
      ...many(2, '?', '2030-05-01'),
    ]);
    assert.match(page, />U<\/th>[\s\S]{0,200}?a small count, not shown/);
    assert.match(page, />outside the set<\/th>[\s\S]{0,200}?a small count, not shown/);
    assert.match(page, />6<\/th>\s*<td[^>]*>×/);
    assert.match(page, /A few more: not yet born/);
    assert.match(page, />14<\/th>\s*<td[^>]*>50/);
  });

  it('are no numbers of how many rows of a field are filled, or empty', async () => {
    const words = async (filled: number, change: Partial<ReportInput> = {}): Promise<string> => {
      const page = await pageOf(
        [...many(filled, 'F', null), ...many(1000 - filled, null, null)],
        change,
      );
      return /title="pers_sex: ([^"]*)"/.exec(page)?.[1] ?? '';
    };
    assert.equal(await words(5), 'filled in fewer than 6 rows');
    assert.equal(await words(995), 'empty in fewer than 6 rows');
    assert.equal(await words(999, { suppressBelow: false }), '99 % filled');
    assert.equal(await words(1, { suppressBelow: false }), '1 % filled');
    assert.equal(await words(1000), 'always filled');
    assert.equal(await words(6), '1 % filled');
  });
});
