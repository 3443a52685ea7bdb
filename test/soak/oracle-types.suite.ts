import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tempDir } from '../support/files.ts';
import { golden, noGolden, retyped } from '../support/golden.ts';
import { goldenRunOnOracle } from '../wire/oracle-golden-support.ts';

const dir = tempDir();

describe('a golden Mosaic on Oracle whose types are other ones', { skip: noGolden }, () => {
  it('gives the same rows when every DATE is a TIMESTAMP', async () => {
    const data = retyped(golden('mosaic'), dir, ({ declared }) =>
      declared === 'DATE' ? 'TIMESTAMP(6)' : undefined,
    );
    const { server } = await goldenRunOnOracle(data, { schema: 'MOSAIC', dir });
    const person = server.calls.find(({ sql }) => /"pers_person_id"/.test(sql))?.sql ?? '';
    assert.match(person, /cast\("held"\."DATE_OF_BIRTH" as date\) "DATE_OF_BIRTH"/);
  });
});
