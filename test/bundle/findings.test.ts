import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { FindingsWriter } from '../../src/bundle/findings-writer.ts';
import type { Finding } from '../../src/validate/finding.ts';
import { tempDir } from '../support/files.ts';

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
  const writer = await FindingsWriter.create(at, showValues);
  await writer.write(findings);
  await writer.end();
  return { text: fs.readFileSync(at, 'utf8'), listed: writer.listed };
}

describe('findings.csv', () => {
  it('holds no values unless the site asks', async () =>
    assert.equal(
      (await written([finding], false)).text,
      'object,row,key,field,rule,severity,message\r\nssd_a,1,#ab,x,type,error,this is no date\r\n',
    ));
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
