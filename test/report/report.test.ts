import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { renderReport } from '../../src/report/render-report.ts';
import type { ReportedFinding } from '../../src/report/report-input.ts';
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
