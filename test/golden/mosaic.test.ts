import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prepare } from '../../src/prepare/prepare.ts';
import { extract, readObject } from '../support/extract.ts';
import { assertSameAsReference, golden, noGolden } from '../support/golden.ts';

/** Those that the profile maps; a placeholder has no rows to compare. */
const mapped = prepare({ cms: 'mosaic' })
  .planSet.plans.filter((plan) => plan.status === 'extracted')
  .map((plan) => plan.object);

describe('the golden Mosaic database', { skip: noGolden }, () => {
  let database = '';

  it('comes out as the reference files wrote it: every row of every object that is mapped', async () => {
    const data = golden('mosaic');
    const extracted = await extract({ ...data, more: data.parameters });
    database = extracted.database;
    await assertSameAsReference(data, extracted.bundle, mapped);
  });

  it('gives outcomes as lists of names as long as the flags have no lists', async () => {
    const data = golden('mosaic');
    const without = data.parameters.replaceAll(/"\w+_outcome_flags":\{[^}]*\},/g, '');
    assert.notEqual(without, data.parameters);
    const only = ['ssd_contacts', 'ssd_s47_enquiry', 'ssd_initial_cp_conference'];
    const { bundle } = await extract({
      asOf: data.asOf,
      cms: 'mosaic',
      database,
      only,
      more: without,
    });
    await assertSameAsReference(data, bundle, only);
  });

  it('says neither yes nor no as long as nobody has said which answers are a yes', async () => {
    const fields: Readonly<Record<string, readonly string[]>> = {
      ssd_cin_assessments: ['cina_assessment_outcome_nfa'],
      ssd_cin_visits: [
        'cinv_cin_visit_seen',
        'cinv_cin_visit_seen_alone',
        'cinv_cin_visit_bedroom',
      ],
      ssd_cp_visits: ['cppv_cp_visit_seen', 'cppv_cp_visit_seen_alone', 'cppv_cp_visit_bedroom'],
      ssd_cla_immunisations: ['clai_immunisations_status'],
      ssd_cla_substance_misuse: ['clas_intervention_received'],
    };
    const data = golden('mosaic');
    const without = data.parameters.replaceAll(
      /"(?:yes_answers|assessment_nfa_next_actions|immunisation_yes|substance_intervention_yes)":\[[^\]]*\],/g,
      '',
    );
    const { bundle } = await extract({
      asOf: data.asOf,
      cms: 'mosaic',
      database,
      only: Object.keys(fields),
      more: without,
    });
    for (const [object, names] of Object.entries(fields)) {
      const rows = await readObject(bundle, object);
      assert.ok(rows.length > 0, object);
      assert.deepEqual(
        rows.flatMap((row) => names.filter((name) => row[name] !== '')),
        [],
        object,
      );
    }
  });

  it('fails for no parameter that is not set', async () => {
    const { manifest } = await extract({ asOf: golden('mosaic').asOf, cms: 'mosaic', database });
    assert.equal(manifest.partial, null);
  });
});
