import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { start } from '../support/child.ts';
import { extract } from '../support/extract.ts';
import { inShared } from '../support/shared.ts';

const golden = inShared('golden');
const liquidLogic = path.join(golden.dir, 'liquid_logic');

describe('the golden Liquid Logic database', { skip: golden.skip }, () => {
  it('comes out as the national reference wrote it: every row of every object', async () => {
    const { asOf } = JSON.parse(fs.readFileSync(path.join(liquidLogic, 'tables.json'), 'utf8')) as { asOf: string };
    const { bundle, manifest } = await extract({ asOf, from: liquidLogic });
    assert.equal(manifest.partial, null);
    const { code, out, err } = await start([path.join(golden.dir, 'compare.mjs'), path.join(liquidLogic, 'expected'), bundle]).ended;
    assert.equal(code, 0, out + err);
    const [, same, all] = /(\d+) of (\d+) reference rows the same \(100\.00 %\), 0 object\(s\) differ/.exec(out) ?? [];
    assert.ok(all !== undefined && same === all && Number(all) > 0, out);
  });
});
