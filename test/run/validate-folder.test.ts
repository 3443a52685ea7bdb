import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { type FolderResult, validateFolder } from '../../src/run/validate-folder.ts';
import { tempDir, writeTree } from '../support/files.ts';

const DISABILITY = 'disa_table_id,disa_person_id,disa_disability_code';
const validate = (files: Readonly<Record<string, string>>): Promise<FolderResult> =>
  validateFolder({ dir: writeTree(tempDir(), files), spec: DATA_DIR });
const rulesOf = ({ findings }: FolderResult, object: string): string[] =>
  findings.filter((item) => item.object === object).map(({ rule, count }) => `${rule} ${count}`);

describe('validating a folder', () => {
  it('shows the first five places of each rule of a field', async () => {
    const rows = Array.from({ length: 9 }, (_, index) => `${index},1,ZEBEDEE`);
    const { examples } = await validate({
      'ssd_disability.csv': [DISABILITY, ...rows, ''].join('\n'),
    });
    assert.deepEqual(
      examples.filter(({ rule }) => rule === 'dimension').map(({ row }) => row),
      [1, 2, 3, 4, 5],
    );
  });
  it('takes nothing from a broken file: neither its findings, nor that its rows are missing', async () => {
    const result = await validate({
      'ssd_person.csv': `pers_person_id,pers_sex\n${'x,ZEBEDEE\n'.repeat(50_000)}x\n`,
      'ssd_disability.csv': `${DISABILITY}\n1,2,HAND\n`,
    });
    assert.deepEqual(
      result.broken.map(({ message }) => message),
      ['ssd_person.csv, line 50002: the row has 1 cell and the header 2'],
    );
    // what its header says was said before the break
    assert.deepEqual(
      rulesOf(result, 'ssd_person').filter((found) => !found.startsWith('header')),
      [],
    );
    assert.deepEqual(rulesOf(result, 'ssd_disability'), []);
    const whole = await validate({
      'ssd_person.csv': 'pers_person_id,pers_legacy_id\nx,y\n',
      'ssd_disability.csv': `${DISABILITY}\n1,2,HAND\n`,
    });
    assert.deepEqual(rulesOf(whole, 'ssd_disability'), ['foreign-key 1']);
  });
});
