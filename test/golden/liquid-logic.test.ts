import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extract } from '../support/extract.ts';
import { assertSameAsReference, golden, noGolden } from '../support/golden.ts';

describe('the golden Liquid Logic database', { skip: noGolden }, () => {
  it('comes out as the national reference wrote it: every row of every object', async () => {
    const data = golden('liquid_logic');
    const { bundle, manifest } = await extract(data);
    assert.equal(manifest.partial, null);
    await assertSameAsReference(data, bundle);
  });
});
