import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { findingAdvice } from '../../src/prepare/finding-advice.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { usableSpec } from '../../src/prepare/usable-spec.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { loadAdvice } from '../../src/validate/advice.ts';
import { RULES } from '../../src/validate/rules.ts';
import { tempDir } from '../support/files.ts';

/** Spreadsheets, scripts and colleagues name findings by these: add to them, never rename one. */
const CODES = [
  ...['required', 'unique', 'notnull', 'notblank', 'dimension', 'date_after', 'character_limit'],
  ...['count_min', 'conditional', 'type', 'json', 'size', 'primary-key', 'foreign-key'],
  ...['sentinel-date', 'unforeseen-type', 'unmapped-code', 'header'],
];

const packaged = fs.readFileSync(path.join(DATA_DIR, 'findings.yml'), 'utf8');

function problemsOf(text: string): string {
  const file = path.join(tempDir(), 'findings.yml');
  fs.writeFileSync(file, text);
  try {
    loadAdvice(file);
  } catch (error) {
    assert.ok(error instanceof ConfigError && error.code === 'bad-findings');
    return error.problems.map(showProblem).join('\n');
  }
  return '';
}

describe('the explanations of findings', () => {
  it('know the rules by the names that they always had', () =>
    assert.deepEqual(Object.keys(RULES), CODES));

  it('explain every rule, and fields of the standard only', () => {
    const { rules, places } = findingAdvice();
    assert.deepEqual(rules.map(({ rule }) => rule).sort(), [...CODES].sort());
    assert.ok(places.length > 0);
    const spec = usableSpec(DATA_DIR);
    for (const { object, field } of places) {
      const fields = spec.objects.find(({ name }) => name === object)?.fields ?? [];
      assert.ok(
        fields.some(({ name }) => name === field),
        `${object}.${field}`,
      );
    }
  });

  it('say where a rule is not explained, or there is none of that name', () => {
    assert.equal(problemsOf(packaged), '');
    const renamed = packaged.replace('  sentinel-date:', '  sentinel-dates:');
    assert.match(
      problemsOf(renamed),
      /findings\.yml:\d+:3: error: there is no rule named "sentinel-dates".*\n?.*did you mean "sentinel-date"/,
    );
    assert.match(problemsOf(renamed), /the rule sentinel-date is not explained/);
    const ofField = packaged.replace('      sentinel-date:', '      sentinel:');
    assert.match(problemsOf(ofField), /findings\.yml:\d+:7: error: there is no rule named/);
  });

  it('say where a text is missing, or a key is unknown', () => {
    assert.match(
      problemsOf(packaged.replace(/^ {4}why: .*\n/m, '')),
      /findings\.yml:\d+:\d+: .*why/,
    );
    assert.match(
      problemsOf(packaged.replace('\n    do:', '\n    doo:')),
      /findings\.yml:\d+:5: .*doo/,
    );
  });
});
