import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { ROOT } from '../support/process.ts';
import { inShared } from '../support/shared.ts';

/** Code sets of national returns: their edition, and what is allowed beyond it, with the reason. */
const SETS = {
  upn_unknown: {
    set: ['cin_2026', 'unknownupntype'],
    // the national API for social care data takes these, too
    beyond: ['UN8', 'UN9', 'UN10'],
  },
  sex: { set: ['cin_2026', 'sextype'] },
  ethnicity: { set: ['cin_2026', 'ethnicitytype'] },
  disability: { set: ['cin_2026', 'disabilitytype'] },
  referral_source: { set: ['cin_2026', 'referralsourcetype'] },
  contact_source: { set: ['cin_2026', 'referralsourcetype'] },
  primary_need: { set: ['cin_2026', 'primaryneedcodetype'] },
  reason_for_closure: { set: ['cin_2026', 'reasonforclosuretype'] },
  assessment_factors: { set: ['cin_2026', 'assessmentfactorstype'] },
  legal_status: { set: ['ssda903_2026', 'episodes.LS'] },
  placement_type: { set: ['ssda903_2026', 'episodes.PLACE'] },
  placement_provider: { set: ['ssda903_2026', 'episodes.PLACE_PROVIDER'] },
  placement_change_reason: { set: ['ssda903_2026', 'episodes.REASON_PLACE_CHANGE'] },
  placement_ceased_reason: { set: ['ssda903_2026', 'placed_adoption.REASON_PLACED_CEASED'] },
  missing: { set: ['ssda903_2026', 'missing.MISSING'] },
  mother: { set: ['ssda903_2026', 'header.MOTHER'] },
} as const;

type Editions = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>
>;

const shared = inShared('facts', 'national_codes.yml');
const folder = path.join(ROOT, 'data', 'categories');
const read = (name: string): string => fs.readFileSync(path.join(folder, `${name}.yml`), 'utf8');
const codesOf = (name: string): string[] =>
  (parse(read(name)) as (string | { value: string })[]).map((item) =>
    typeof item === 'string' ? item : String(item.value),
  );

describe('code sets of national returns', { skip: shared.skip }, () => {
  for (const [name, { set, ...more }] of Object.entries(SETS)) {
    it(`${name} holds the codes of ${set.join(' ')}, and no others but those with a reason`, () => {
      const editions = parse(fs.readFileSync(shared.dir, 'utf8')) as Editions;
      const edition = Object.keys(editions[set[0]]?.[set[1]] ?? {});
      assert.ok(edition.length > 0, 'the edition is known');
      const allowed = [...edition, ...('beyond' in more ? more.beyond : [])];
      assert.deepEqual(codesOf(name).sort(), allowed.sort());
    });
  }
});

describe('code sets of 2026, wherever these tests run', () => {
  const changes: readonly [string, readonly string[], readonly string[]][] = [
    ['upn_unknown', ['UN1', 'UN6', 'UN7', 'UN10'], []],
    ['assessment_factors', ['1A', '18A', '19A'], []],
    ['placement_type', ['K1', 'K3', 'Z11', 'Z12', 'Z13', 'Z14'], ['H5', 'P2']],
  ];
  for (const [name, taken, gone] of changes) {
    it(`${name} has ${taken.join(', ')}${gone.length > 0 ? ` and not ${gone.join(', ')}` : ''}`, () => {
      const codes = new Set(codesOf(name));
      assert.deepEqual(
        [...taken, ...gone].filter((code) => codes.has(code)),
        taken,
      );
    });
  }
});

describe('each category file', () => {
  for (const file of fs.readdirSync(folder)) {
    const name = path.basename(file, '.yml');
    it(`${name} says which edition of which return it follows`, () => {
      const [, edition = ''] = /^# Edition: (.+)$/m.exec(read(name)) ?? [];
      assert.match(edition, name in SETS ? /20\d\d/ : /^none of a national return/);
    });
  }
});
