import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prepare } from '../../src/run/prepare.ts';
import { extract } from '../support/extract.ts';
import { assertSameAsReference, golden, noGolden } from '../support/golden.ts';

/** Those that the profile maps; a placeholder has no rows to compare. */
const mapped = prepare({ cms: 'mosaic' }).planSet.plans.filter((plan) => plan.status === 'extracted').map((plan) => plan.object);

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
    const { bundle } = await extract({ asOf: data.asOf, cms: 'mosaic', database, only, more: without });
    await assertSameAsReference(data, bundle, only);
  });

  it('fails for no parameter that is not set', async () => {
    const { manifest } = await extract({ asOf: golden('mosaic').asOf, cms: 'mosaic', database });
    assert.equal(manifest.partial, null);
  });
});
