import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { RULES } from '../../src/validate/rules.ts';
import { codeIn, tables } from '../support/markdown.ts';

describe('docs/validation.md', () => {
  it('lists every rule with its severity, and no other', () => {
    const text = fs.readFileSync(new URL('../../docs/validation.md', import.meta.url), 'utf8');
    const listed = tables(text)
      .filter(({ header }) => header[0] === 'rule' && header[1] === 'severity')
      .flatMap(({ rows }) => rows.map(([rule, severity]) => [codeIn(rule), severity]));
    assert.deepEqual(
      listed.sort(),
      Object.entries(RULES)
        .map(([code, { severity }]) => [code, severity])
        .sort(),
    );
  });
});
