import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cliHere } from '../support/cli-here.ts';
import { cli } from '../support/process.ts';
import { serve } from './oracle-support.ts';
import { cms, listed, siteFor } from './oracle-run-support.ts';
import { columnsOfAll } from './run-support.ts';

describe('ssd-extract check on Oracle', () => {
  it('says what it is connected to and that everything is there, or everything that is missing', async () => {
    const whole = listed(columnsOfAll);
    const good = await cli([
      'check',
      '--site',
      siteFor(await serve({ backing: cms({}, whole) })).site,
    ]);
    assert.equal(good.code, 0, good.err);
    assert.match(
      good.out,
      /connected: oracle, Oracle 19\.3\.0\.0\.0\nencryption: none\nconsistency: .*read-only.*\nwarning: the connection is not encrypted.*\neverything is there: \d+ tables, \d+ columns/,
    );
    const lacking = whole.filter(
      ([name, column]) => name !== 'FACT_CONTACTS' && !(name === 'DIM_PERSON' && column === 'UPN'),
    );
    const bad = await cliHere([
      'check',
      '--site',
      siteFor(await serve({ backing: cms({}, lacking) })).site,
    ]);
    assert.equal(bad.code, 2);
    assert.match(bad.out, /missing: column DIM_PERSON\.UPN\nmissing: table FACT_CONTACTS\n/);
  });

  it('warns once of a table without an index to find its rows by; a view has none', async () => {
    const indexes = [
      ['FACT_FORMS', 'DIM_PERSON_ID'],
      ['FACT_FORM_ANSWERS', null],
    ];
    const backing = cms({}, listed(columnsOfAll), indexes);
    const { code, out } = await cliHere([
      'check',
      '--site',
      siteFor(await serve({ backing })).site,
    ]);
    assert.equal(code, 0);
    const warned = out.split('\n').filter((line) => line.includes('no index of'));
    assert.deepEqual(
      warned.map((line) => line.split(':')[1]),
      [
        ' no index of FACT_FORMS begins with FACT_FORM_ID',
        ' no index of FACT_FORM_ANSWERS begins with FACT_FORM_ID',
      ],
    );
  });
});
