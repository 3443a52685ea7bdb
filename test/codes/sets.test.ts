import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { codeBook, codeOf } from '../../src/codes/code-book.ts';
import { loadCodeSets } from '../../src/codes/load-code-sets.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { inShared } from '../support/shared.ts';

const facts = inShared('facts', 'national_codes.yml');
const sets = loadCodeSets(DATA_DIR);
const spec = loadSpec(DATA_DIR);

/** Where the facts have the set of an edition. */
const EDITIONS: Readonly<Record<string, readonly [edition: string, set: string]>> = {
  activity: ['ssda903_2026', 'oc3.ACTIV'],
  adopter_legal_status: ['ssda903_2026', 'ad1.LS_ADOPTR'],
  adopter_sex: ['ssda903_2026', 'ad1.SEX_ADOPTR'],
  assessment_factors: ['cin_2026', 'assessmentfactorstype'],
  category_of_abuse: ['cin_2026', 'categoryofabusetype'],
  cla_primary_need: ['ssda903_2026', 'episodes.CIN'],
  disability: ['cin_2026', 'disabilitytype'],
  episode_end_reason: ['ssda903_2026', 'episodes.REC'],
  episode_start_reason: ['ssda903_2026', 'episodes.RNE'],
  ethnicity: ['cin_2026', 'ethnicitytype'],
  in_touch: ['ssda903_2026', 'oc3.IN_TOUCH'],
  legal_status: ['ssda903_2026', 'episodes.LS'],
  missing: ['ssda903_2026', 'missing.MISSING'],
  placement_ceased_reason: ['ssda903_2026', 'placed_adoption.REASON_PLACED_CEASED'],
  placement_change_reason: ['ssda903_2026', 'episodes.REASON_PLACE_CHANGE'],
  placement_provider: ['ssda903_2026', 'episodes.PLACE_PROVIDER'],
  placement_type: ['ssda903_2026', 'episodes.PLACE'],
  previous_permanence: ['ssda903_2026', 'prev_perm.PREV_PERM'],
  primary_need: ['cin_2026', 'primaryneedcodetype'],
  reason_for_closure: ['cin_2026', 'reasonforclosuretype'],
  referral_source: ['cin_2026', 'referralsourcetype'],
  review_participation: ['ssda903_2026', 'reviews.REVIEW_CODE'],
  sdq_reason: ['ssda903_2026', 'oc2.SDQ_REASON'],
  sex: ['cin_2026', 'sextype'],
  worker_change_reason: ['ssda903_2026', 'social_worker.SW_REASON'],
};
const TITLES: Readonly<Record<string, RegExp>> = {
  cin_2026: /^Children in need census 2025 to 2026$/,
  ssda903_2026: /^Children looked after return \(SSDA903\) 2025 to 2026$/,
};

describe('data/codes', () => {
  it('has a set for each that the test compares, and no other', () => {
    assert.deepEqual([...sets.keys()].sort(), Object.keys(EDITIONS).sort());
  });

  it('names its edition and its source', () => {
    for (const { name, edition, source } of sets.values()) {
      assert.match(edition, TITLES[EDITIONS[name]?.[0] ?? ''] ?? /^$/, name);
      assert.match(source, /^Department for Education, /, name);
    }
  });

  it('is the edition, code for code and meaning for meaning', { skip: facts.skip }, () => {
    const editions = parse(fs.readFileSync(facts.dir, 'utf8')) as Record<
      string,
      Record<string, Record<string, string>>
    >;
    for (const [name, [edition, nationalName]] of Object.entries(EDITIONS)) {
      const national = editions[edition]?.[nationalName] ?? {};
      const set = sets.get(name);
      assert.ok(set);
      assert.deepEqual([...set.codes.keys()].sort(), Object.keys(national).sort(), name);
      const book = codeBook(set, set.fields[0] ?? '');
      for (const [code, means] of Object.entries(national)) {
        const plain = String(means).replace('&amp;', '&').replace(/^\(/, '');
        const said = plain.replace(/^Retained .*? 08\/25/, '');
        if (said !== '') assert.equal(codeOf(book, said), code, `${name}: ${said}`);
      }
    }
  });

  it('has the codes that the rules of the standard allow for the same field', () => {
    let compared = 0;
    for (const { name, fields, codes } of sets.values()) {
      for (const place of fields) {
        const [objectName, fieldName] = place.split('.');
        const field = spec.objects
          .find((object) => object.name === objectName)
          ?.fields.find((candidate) => candidate.name === fieldName);
        assert.ok(field, place);
        assert.ok(['string', 'categorical', 'list'].includes(field.type), `${place} is text`);
        const rule = field.validators.find((use) => use.name === 'dimension');
        if (!rule) continue;
        const allowed = spec.categories.get(String(rule.args['category_id']))?.values ?? [];
        const known = allowed.map(({ value }) => value);
        assert.deepEqual(
          [...codes.keys()].filter((code) => !known.includes(code)),
          [],
          `${name} for ${place}`,
        );
        compared++;
      }
    }
    assert.ok(compared >= 8, String(compared));
  });

  const broken = (text: string): string => {
    const head = 'title: t\nedition: e\nsource: s\nfields: [a.b]\n';
    const dir = writeTree(tempDir(), { [path.join('codes', 'x.yml')]: head + text });
    try {
      loadCodeSets(dir);
      return '';
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.problems.map(({ message }) => message).join();
    }
  };
  it('is refused when a text would be two codes', () => {
    assert.equal(broken('codes: {A: {means: one}, B: {also: [two]}}\nformer: {C: [A, B]}\n'), '');
    assert.match(broken('codes: {A: {means: one}, B: {also: ["ONE "]}}\n'), /both A and B/);
    assert.match(broken('codes: {A: {means: b}, B: {}}\n'), /both B and A/);
    assert.match(broken('codes: {A: {}}\nformer: {B: [C]}\n'), /C, which took the place of B/);
    assert.match(broken('codes: {A: {}}\nformer: {a: [A]}\n'), /a is a code or a spelling/);
    assert.match(broken('codes: {A: {name: x}}\n'), /name/);
  });
});
