import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { loadProfile } from '../../src/mapping/profile.ts';
import { ignoredParameters, settleParameters } from '../../src/mapping/settle-parameters.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import type { SiteSettings } from '../../src/mapping/site-settings.ts';
import { parseYaml } from '../../src/yaml/read.ts';

const profile = loadProfile(path.join(import.meta.dirname, '..', '..', 'data'), 'mosaic');

const siteOf = (parameters: Record<string, unknown>): SiteSettings => ({
  parameters,
  overrides: {},
  yaml: parseYaml(JSON.stringify({ parameters }), 'site.yml'),
  engine: 'oracle',
});

const refused = (given: Record<string, unknown>): readonly string[] => {
  try {
    settleParameters(profile, siteOf(given));
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return (error.problems ?? []).map((problem) => problem.message);
  }
};

describe('parameters of an authority', () => {
  it('may be maps of text to text, and of name to list', () => {
    const settled = settleParameters(
      profile,
      siteOf({
        permanence_plan_categories: { 'Long term "foster" home': 'LTFOST18' },
        visit_step_types: { ssd_cin_visits: [1189] },
      }),
    );
    assert.deepEqual(settled.get('permanence_plan_categories')?.value, {
      'Long term "foster" home': 'LTFOST18',
    });
    assert.deepEqual(settled.get('visit_step_types')?.value, { ssd_cin_visits: [1189] });
    assert.equal(settled.get('eh_step_types')?.value, undefined);
  });

  it('are refused when a map holds another kind', () => {
    for (const wrong of ['1189', 1.5]) {
      assert.deepEqual(refused({ visit_step_types: { ssd_cin_visits: [wrong] } }), [
        'the parameter "visit_step_types" takes a map of name to list of whole numbers',
      ]);
    }
    assert.deepEqual(refused({ permanence_plan_categories: ['ADOPTION'] }), [
      'the parameter "permanence_plan_categories" takes a map of text to text',
    ]);
    assert.deepEqual(refused({ text_hash: 'sha1' }), [
      'the parameter "text_hash" is one of md5, checksum',
    ]);
    assert.deepEqual(refused({ eh_steps: [1] }), [
      'the profile mosaic has no parameter "eh_steps"',
    ]);
  });

  it("may name the runner's own days, which are ignored with a note", () => {
    const given = { today: '2020-01-01', far_future: '2300-01-01' };
    assert.deepEqual(refused(given), []);
    assert.deepEqual(
      ignoredParameters(profile, siteOf(given)).map((note) => note.message),
      ['the runner sets today, far_future itself: what the site file says of them is ignored'],
    );
    assert.deepEqual(ignoredParameters(profile, siteOf({ eh_step_types: [1] })), []);
  });
});

describe('the catalogue of Mosaic', () => {
  it('has every table of the facts, each with a key among its columns', () => {
    assert.deepEqual(
      profile.problems.filter((problem) => problem.at?.file.includes('tables.yml')),
      [],
    );
    assert.equal(profile.catalogue.size, 63);
  });

  it("reads Oracle's DATE as a moment, since it has a time of day", () => {
    assert.equal(
      profile.catalogue.get('DM_WORKFLOW_STEPS')?.columns.get('STARTED_ON')?.type,
      'datetime',
    );
  });
});
