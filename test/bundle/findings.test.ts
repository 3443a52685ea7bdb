import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { findingGuide } from '../../src/bundle/finding-guide.ts';
import { FindingsWriter } from '../../src/bundle/findings-writer.ts';
import type { Finding } from '../../src/validate/finding.ts';
import { findingAdvice } from '../../src/prepare/finding-advice.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { usableSpec } from '../../src/prepare/usable-spec.ts';
import { readCsv } from '../../src/bundle/csv-reader.ts';
import { tempDir } from '../support/files.ts';

const spec = usableSpec(DATA_DIR);
const advice = findingAdvice();

const finding: Finding = {
  object: 'ssd_a',
  row: 1,
  key: '#ab',
  field: 'x',
  rule: 'type',
  severity: 'error',
  message: 'this is no date',
  value: '=1+1',
};
const file = (): string => path.join(tempDir(), 'findings.csv');

async function written(
  findings: readonly Finding[],
  showValues: boolean,
): Promise<{ text: string; listed: number }> {
  const at = file();
  const writer = await FindingsWriter.create(at, { guide: findingGuide(spec, advice), showValues });
  await writer.write(findings);
  await writer.end();
  return { text: fs.readFileSync(at, 'utf8'), listed: writer.listed };
}

describe('findings.csv', () => {
  it('holds no values unless the site asks', async () => {
    const { text } = await written([finding], false);
    assert.equal(
      text.split('\r\n')[0],
      'object,row,sheet_row,key,field,rule,severity,message,allowed,meaning,cause,remedy',
    );
    assert.match(text, /\r\nssd_a,1,2,#ab,x,type,error,this is no date,/);
    assert.doesNotMatch(text, /1\+1/);
  });
  for (const [value, shown] of [
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\tx', "'\tx"],
    ['1-1', '1-1'],
    ["'", "'"],
  ] as const) {
    it(`keeps a spreadsheet from running ${JSON.stringify(value)} as a formula`, async () => {
      const { text } = await written([{ ...finding, value }], true);
      assert.ok(text.endsWith(`,${shown}\r\n`), text);
    });
  }
  it('says how many it lists', async () =>
    assert.equal((await written([finding, finding], true)).listed, 2));
  it('guards keys likewise', async () =>
    assert.match((await written([{ ...finding, key: '-7' }], true)).text, /,'-7,x,/));
});

/** The cells of one finding, by column. */
async function cellsOf(about: Partial<Finding>): Promise<Record<string, string>> {
  const at = file();
  const writer = await FindingsWriter.create(at, { guide: findingGuide(spec, advice) });
  await writer.write([{ ...finding, ...about }]);
  await writer.end();
  const { columns, batches } = await readCsv(at);
  for await (const [row = []] of batches) {
    return Object.fromEntries(columns.map((name, index) => [name, row[index] ?? '']));
  }
  throw new Error('no finding was listed');
}

describe('what stands beside a finding', () => {
  const sex = { object: 'ssd_person', field: 'pers_sex', rule: 'dimension' } as const;
  it('is the row as a spreadsheet shows it, and nothing for a whole file', async () => {
    assert.equal((await cellsOf({ ...sex, row: 11 }))['sheet_row'], '12');
    assert.equal((await cellsOf({ ...sex, row: 0, rule: 'header' }))['sheet_row'], '');
  });
  it('is every code of a short set, in the spelling that passes', async () => {
    const set = spec.categories.get('sex')?.values.map(({ value }) => value) ?? [];
    assert.ok(set.length > 1);
    assert.deepEqual((await cellsOf(sex))['allowed']?.split(' | '), set);
  });
  it('is a few codes of a long set, how many there are, and where', async () => {
    const { allowed = '' } = await cellsOf({ ...sex, field: 'pers_ethnicity' });
    const count = spec.categories.get('ethnicity')?.values.length;
    assert.match(allowed, new RegExp(`… \\(${count} codes: categories/ethnicity\\.yml`));
    assert.ok(allowed.startsWith(spec.categories.get('ethnicity')?.values[0]?.value ?? '?'));
  });
  it('is the meaning of the field, of every field of a key', async () => {
    const of = (name: string) =>
      spec.objects
        .flatMap(({ fields }) => fields)
        .find((field) => field.name === name)
        ?.description.trim();
    assert.equal((await cellsOf(sex))['meaning'], of('pers_sex'));
    const both = await cellsOf({ ...sex, field: 'pers_sex + pers_dob', rule: 'primary-key' });
    assert.match(both['meaning'] ?? '', / \+ /);
  });
  it('is a cause and a remedy for every rule, closer ones where a field has them', async () => {
    for (const { rule, why, do: remedy } of advice.rules) {
      const cells = await cellsOf({
        object: 'ssd_contacts',
        field: 'cont_contact_id',
        rule: rule as Finding['rule'],
      });
      assert.deepEqual([cells['cause'], cells['remedy']], [why, remedy]);
    }
    const usual = advice.rules.find(({ rule }) => rule === 'dimension');
    const own = await cellsOf(sex);
    assert.notEqual(own['cause'], usual?.why);
    assert.equal(own['remedy'], usual?.do);
  });
});
