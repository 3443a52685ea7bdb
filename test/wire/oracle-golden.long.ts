import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tempDir } from '../support/files.ts';
import { golden, noGolden } from '../support/golden.ts';
import { goldenRunOnOracle } from './oracle-golden-support.ts';

const dirs = { liquid_logic: tempDir(), mosaic: tempDir() };

describe('a golden database on Oracle, over the wire', { skip: noGolden }, () => {
  for (const [cms, schema] of [
    ['liquid_logic', 'Child_Social'],
    ['mosaic', 'MOSAIC'],
  ] as const) {
    it(`${cms} comes out of a real run as the reference wrote it, and nothing but SELECT and settings is sent`, async () => {
      const at = { schema, dir: dirs[cms] };
      const { server, files } = await goldenRunOnOracle(golden(cms), at);
      assert.ok(server.calls.length > files.filter((file) => file.status === 'extracted').length);
      assert.deepEqual(
        server.calls.filter(
          ({ sql }) =>
            !/^(select|with|alter session set|set transaction read only$|logoff$)/.test(sql),
        ),
        [],
      );
    });
  }
});
