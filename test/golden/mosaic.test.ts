import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { prepare } from '../../src/run/prepare.ts';
import { start } from '../support/child.ts';
import { extract } from '../support/extract.ts';
import { inShared } from '../support/shared.ts';

const golden = inShared('golden');
const mosaic = path.join(golden.dir, 'mosaic');
const json = <T>(file: string): T => JSON.parse(fs.readFileSync(path.join(mosaic, file), 'utf8')) as T;

/** Those that the profile maps; a placeholder has no rows to compare. */
const mapped = prepare({ cms: 'mosaic' }).planSet.plans.filter((plan) => plan.status === 'extracted').map((plan) => plan.object);

/** The rows that compare.mjs finds the same. */
async function same(bundle: string, only: readonly string[]): Promise<number> {
  const { code, out, err } = await start([path.join(golden.dir, 'compare.mjs'), path.join(mosaic, 'expected'), bundle, '--only', only.join(',')]).ended;
  assert.equal(code, 0, out + err);
  return Number(/(\d+) of \1 reference rows the same \(100\.00 %\), 0 object\(s\) differ/.exec(out)?.[1]);
}

describe('the golden Mosaic database', { skip: golden.skip }, () => {
  let database = '';

  it('comes out as the reference files wrote it: every row of every object that is mapped', async () => {
    const { params } = json<{ params: Record<string, unknown> }>('params.json');
    const extracted = await extract({ asOf: json<{ asOf: string }>('tables.json').asOf, cms: 'mosaic', from: mosaic, more: `parameters: ${JSON.stringify(params)}\n` });
    database = extracted.database;
    assert.ok(await same(extracted.bundle, mapped) > 0);
  });

  it('gives outcomes as lists of names as long as the flags have no lists', async () => {
    const { params } = json<{ params: Record<string, unknown> }>('params.json');
    const others = Object.fromEntries(Object.entries(params).filter(([name]) => !name.endsWith('_outcome_flags')));
    const only = ['ssd_contacts', 'ssd_initial_cp_conference'];
    const { bundle } = await extract({ asOf: json<{ asOf: string }>('tables.json').asOf, cms: 'mosaic', database, only, more: `parameters: ${JSON.stringify(others)}\n` });
    assert.ok(await same(bundle, only) > 0);
  });

  it('fails for no parameter that is not set', async () => {
    const { manifest } = await extract({ asOf: json<{ asOf: string }>('tables.json').asOf, cms: 'mosaic', database });
    assert.equal(manifest.partial, null);
  });
});
