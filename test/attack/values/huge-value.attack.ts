import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { start } from '../../support/process.ts';

const PROGRAM = path.join('test', 'extract', 'huge-value-program.ts');
const MILLION = 1_000_000;

/** The most memory, in bytes, of a process that extracts a text of so many characters. */
async function peak(characters: number, field: string, kind: string): Promise<number> {
  const { code, out, err } = await start([PROGRAM, String(characters), field, kind]).ended;
  assert.equal(code, 0, err);
  return Number(out);
}

describe('a huge value', () => {
  // what a process holds anyway, garbage included, is the same at both sizes
  for (const field of ['cont_contact_id', 'cont_contact_outcome_json:COMMENTS']) {
    for (const kind of ['plain', 'quotes']) {
      it(`takes at most 8 times its size: ${kind} text in ${field}`, async () => {
        const [small, large] = [
          await peak(8 * MILLION, field, kind),
          await peak(32 * MILLION, field, kind),
        ];
        // JSON doubles a quotation mark, and what is written is then twice as large
        const size = kind === 'quotes' && field.includes('json') ? 2 : 1;
        const times = (large - small) / (24 * MILLION * size);
        assert.ok(times <= 8, `${times.toFixed(1)} times`);
      });
    }
  }
  it('of 8 million characters takes at most 8 times its size above a small one', async () => {
    const above =
      (await peak(8 * MILLION, 'cont_contact_id', 'plain')) -
      (await peak(1000, 'cont_contact_id', 'plain'));
    assert.ok(above <= 8 * 8 * MILLION, `${(above / 8 / MILLION).toFixed(1)} times`);
  });
  it('beyond the limit ends the run and is not shown', async () => {
    const { code, err } = await start([PROGRAM, String(80 * MILLION), 'cont_contact_id']).ended;
    assert.equal(code, 1);
    assert.match(err, /ssd_contacts\.cont_contact_id, row 1: a value of 80,000,000 characters/);
    assert.doesNotMatch(err, /some words/);
  });
});
