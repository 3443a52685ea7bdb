import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { FindingsWriter, LISTED_PER_RULE } from '../../src/bundle/findings-writer.ts';
import type { Finding } from '../../src/validate/face.ts';
import { tempDir } from '../support/files.ts';

const finding: Finding = { object: 'ssd_a', row: 1, key: '#ab', field: 'x', rule: 'type', severity: 'error', message: 'this is no date', value: '=1+1' };
const file = (): string => path.join(tempDir(), 'findings.csv');

async function written(findings: readonly Finding[], showValues: boolean): Promise<{ text: string; listed: number }> {
  const at = file();
  const writer = await FindingsWriter.create(at, showValues);
  await writer.write(findings);
  await writer.end();
  return { text: fs.readFileSync(at, 'utf8'), listed: writer.listed };
}

describe('findings.csv', () => {
  it('holds no values unless the site asks', async () => assert.equal((await written([finding], false)).text, 'object,row,key,field,rule,severity,message\r\nssd_a,1,#ab,x,type,error,this is no date\r\n'));
  it('keeps a spreadsheet from running a value as a formula', async () => assert.match((await written([finding], true)).text, /,'=1\+1\r\n$/));
  it(`lists the first ${LISTED_PER_RULE} of each rule of a field`, async () => {
    const many = Array.from({ length: LISTED_PER_RULE + 50 }, (_, index) => ({ ...finding, row: index + 1 }));
    const { text, listed } = await written([...many, { ...finding, field: 'y' }], false);
    assert.equal(listed, LISTED_PER_RULE + 1);
    assert.equal(text.trimEnd().split('\r\n').length, LISTED_PER_RULE + 2);
  });
});
