import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SqlForm, type SqlFault, checkSql } from '../../../src/mapping/raw-sql/check.ts';
import type { EngineName } from '../../../src/mapping/raw-sql/engine.ts';
import { HONEST_SELECTS, HONEST_VALUES } from './honest.ts';
import { HOSTILE_SELECTS, HOSTILE_VALUES } from './hostile.ts';

const ENGINES: readonly EngineName[] = ['mssql', 'oracle', 'postgres'];
const scope = new Set(['p']);

function fault(text: string, form: SqlForm, engine: EngineName): SqlFault | undefined {
  const checked = checkSql(text, form, engine, form === 'value' ? scope : new Set());
  return 'fault' in checked ? checked.fault : undefined;
}

for (const engine of ENGINES) {
  describe(`SQL of a site for ${engine}`, () => {
    for (const text of HOSTILE_SELECTS[engine]) {
      it(`is refused as a SELECT: ${JSON.stringify(text)}`, () => {
        const found = fault(text, 'select', engine);
        assert.ok(found, 'it was taken');
        assert.match(found.place, /^line [1-9]\d*, column [1-9]\d*$/);
      });
    }
    for (const text of HOSTILE_VALUES) {
      it(`is refused as a value: ${JSON.stringify(text)}`, () => {
        assert.ok(fault(text, 'value', engine), 'it was taken');
      });
    }
    for (const text of HONEST_SELECTS[engine]) {
      it(`is taken as a SELECT: ${text}`, () => {
        assert.equal(fault(text, 'select', engine), undefined);
      });
    }
    for (const text of HONEST_VALUES[engine]) {
      it(`is taken as a value: ${text}`, () => {
        assert.equal(fault(text, 'value', engine), undefined);
      });
    }
    it('is refused when it is too long or nested too deep for any reader', () => {
      assert.match(fault(`${'('.repeat(5000)}1`, 'value', engine)?.message ?? '', /too deep/);
      assert.match(fault(`'${'x'.repeat(100_001)}'`, 'value', engine)?.message ?? '', /longer/);
    });
  });
}

describe('a refusal of SQL', () => {
  it('names what is refused and its place', () => {
    assert.deepEqual(fault('select a,\n  dbo.f(1) from t', 'select', 'mssql'), {
      message: 'dbo.f is called: functions of schemas, packages and columns are not allowed',
      place: 'line 2, column 8',
      hint: 'docs/overrides.md lists the functions that are allowed',
    });
  });
});
