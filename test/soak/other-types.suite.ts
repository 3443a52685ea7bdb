import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { extract } from '../support/extract.ts';
import { tempDir } from '../support/files.ts';
import { assertSameAsReference, golden, noGolden, retyped } from '../support/golden.ts';

const dirs = { texts: tempDir(), numbers: tempDir() };

describe('the golden Liquid Logic database with other types', { skip: noGolden }, () => {
  it('gives the same rows when ids and dates are texts, and the site says so', async () => {
    const data = retyped(golden('liquid_logic'), dirs.texts, ({ column, declared }) => {
      if (column.endsWith('_ID') && declared === 'int') return 'nvarchar(48)';
      return declared === 'datetime' ? 'nvarchar(30)' : undefined;
    });
    const notices: string[] = [];
    const { bundle } = await extract({ ...data, more: data.catalogue, notices });
    await assertSameAsReference(data, bundle);
    assert.match(notices.join('\n'), /\d{3} column\(s\) are of another type .* are converted/);
  });

  it('gives the same rows by itself when whole numbers are decimals', async () => {
    const data = retyped(golden('liquid_logic'), dirs.numbers, ({ declared }) =>
      declared === 'int' ? 'decimal(18,2)' : undefined,
    );
    const { bundle } = await extract(data);
    await assertSameAsReference(data, bundle);
  });
});
