import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { type CsvRow, extract, readObject } from '../support/extract.ts';
import { tempDir } from '../support/files.ts';

/**
 * Rows as the reference treats them where databases rarely go; a cell without quotes that is empty
 * is null.
 */
const TABLES: Readonly<Record<string, string>> = {
  DIM_PERSON: 'DIM_PERSON_ID,IS_CLIENT\n1,Y\n',
  DIM_CLA_ELIGIBILITY:
    'DIM_CLA_ELIGIBILITY_ID,DIM_PERSON_ID,DIM_LOOKUP_ELIGIBILITY_STATUS_DESC\n1,1,Eligible\n',
  FACT_CARE_PLAN_SUMMARY: `FACT_CARE_PLAN_SUMMARY_ID,DIM_PERSON_ID,DIM_LOOKUP_PLAN_TYPE_CODE,DIM_LOOKUP_PLAN_STATUS_ID_CODE\n${[10, 11, 12, 13].map((id) => `${id},1,FP,A\n`).join('')}`,
  FACT_CARE_PLANS:
    'FACT_CARE_PLAN_ID,FACT_CARE_PLAN_SUMMARY_ID,DIM_PERSON_ID,DIM_PLAN_COORD_DEPT_ID,DIM_PLAN_COORD_ID\n1,10,1,-1,\n2,10,1,,-1\n3,11,1,-1,-1\n4,12,1,7,\n5,12,1,-1,8\n',
  FACT_FORMS: `FACT_FORM_ID,DIM_PERSON_ID\n${[20, 21, 22, 23, 30].map((id) => `${id},1\n`).join('')}`,
  FACT_FORM_ANSWERS: `FACT_FORM_ANSWER_ID,FACT_FORM_ID,ANSWER_NO,ANSWER,ANSWERED_DTTM,DIM_ASSESSMENT_TEMPLATE_ID_DESC
${['"-2147483648"', '2147483648', '12.0', '" 12 "'].map((score, index) => `${index + 1},${20 + index},SDQScore,${score},2026-01-01,Strengths and Difficulties Questionnaire\n`).join('')}5,30,ORDERDATE,"12 ",2026-01-01,OUTCOME
6,30,ORDERMONTH,"mar ",2026-01-01,OUTCOME
7,30,ORDERYEAR," ",2026-01-01,OUTCOME
`,
};

describe('edges of the Liquid Logic reference', () => {
  let rows: (object: string) => Promise<CsvRow[]>;

  before(async () => {
    const dir = tempDir();
    fs.mkdirSync(path.join(dir, 'cms'));
    fs.writeFileSync(path.join(dir, 'tables.json'), '{"tables": {}}');
    for (const [table, text] of Object.entries(TABLES)) {
      fs.writeFileSync(path.join(dir, 'cms', `${table}.csv`), text);
    }
    const { bundle } = await extract({ asOf: '2026-11-22', from: dir });
    rows = (object) => readObject(bundle, object);
  });

  it('the coordinator of a plan: none among the versions is above -1', async () => {
    const plans = await rows('ssd_cin_plans');
    assert.deepEqual(
      plans.map((plan) => [
        plan['cinp_cin_plan_id'],
        plan['cinp_cin_plan_team'],
        plan['cinp_cin_plan_worker_id'],
      ]),
      [
        ['10', '', ''],
        ['11', '-1', '-1'],
        ['12', '7', '8'],
        ['13', '', ''],
      ],
    );
  });

  it('a score is a whole number that an int holds', async () => {
    const scores = await rows('ssd_sdq_scores');
    assert.deepEqual(
      scores.map((score) => [score['csdq_table_id'], score['csdq_sdq_score']]),
      [
        ['20', '-2147483648'],
        ['23', '12'],
      ],
    );
  });

  it('a day or a year with a blank is no number', async () => {
    const [order] = await rows('ssd_cla_previous_permanence');
    assert.equal(order?.['lapp_previous_permanence_order_date'], 'zz/03/zzzz');
  });
});
