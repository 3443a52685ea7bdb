import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { PARTS, RECORD, ROW, RecordSorter, compareHashes } from '../../src/validate/key-records.ts';
import { KeyGatherer, type KeptKeys, PartReader } from '../../src/validate/key-runs.ts';
import { tempDir } from '../support/files.ts';

const NO_MODES = process.platform === 'win32' ? 'Windows has no such modes' : false;
const NO_MASK = Uint32Array.of(0, 0);

/** Gathers hashes that have these first words, one row each. */
function gathered(
  hashes: readonly number[],
  limit: number,
): { readonly keys: KeptKeys; readonly dir: string } {
  const dir = tempDir();
  const gatherer = new KeyGatherer(dir, 'k', limit);
  for (const [index, hash] of hashes.entries()) {
    gatherer.add(Uint32Array.of(hash, 7, 0, 0), index + 1, NO_MASK);
  }
  return { keys: gatherer.end(), dir };
}

/** First words and rows, as they come back. */
function readAll(keys: KeptKeys): number[][] {
  const reader = new PartReader(keys);
  return Array.from({ length: PARTS }, (_, part) => part).flatMap((part) => {
    const records = reader.read(part);
    return Array.from({ length: records.length / RECORD }, (_, index) => [
      records[index * RECORD] ?? -1,
      records[index * RECORD + ROW] ?? -1,
    ]);
  });
}

const word = fc.integer({ min: 0, max: 0xffffffff });

function compareWords(some: readonly number[], others: readonly number[]): number {
  const place = some.findIndex((one, index) => one !== others[index]);
  return place === -1 ? 0 : Math.sign((some[place] ?? 0) - (others[place] ?? 0));
}

describe('hashed keys', () => {
  it('come back in order, those of one hash by row, whether memory held them or not', () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.constantFrom(0, 1, 0xffffffff, 0x04000000)), { maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        (hashes, limit) => {
          const { keys } = gathered(hashes, limit);
          assert.equal(keys.spill !== undefined, hashes.length > limit);
          const expected = hashes
            .map((hash, index) => [hash, index + 1])
            .sort(([a = 0, i = 0], [b = 0, j = 0]) => a - b || i - j);
          assert.deepEqual(readAll(keys), expected);
        },
      ),
    ));
  it('are sorted by all of their words', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(...Array.from({ length: 4 }, () => fc.nat(2)))), (hashes) => {
        const records = new Uint32Array(hashes.length * RECORD);
        for (const [index, hash] of hashes.entries()) {
          records.set([...hash, index], index * RECORD);
        }
        const sorted = new RecordSorter(hashes.length + 1).sort(records);
        const expected = hashes
          .map((hash, row) => [...hash, row].join(' '))
          .sort((a, b) => compareWords(a.split(' ').map(Number), b.split(' ').map(Number)));
        const found = expected.map((_, index) =>
          sorted.slice(index * RECORD, index * RECORD + ROW + 1).join(' '),
        );
        assert.deepEqual(found, expected);
        assert.equal(sorted.length, records.length);
      }),
    ));
  it('are one only when all of their words are', () =>
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), fc.nat(3), word, (hash, place, other) => {
        const changed = hash.with(place, other);
        const order = compareHashes(Uint32Array.from(hash), 0, Uint32Array.from(changed), 0);
        assert.equal(Math.sign(order), compareWords(hash, changed));
      }),
    ));
  it("are in a file their owner's alone, for they are personal data", { skip: NO_MODES }, () => {
    const { dir } = gathered([4, 2, 3, 1], 2);
    const [name = ''] = fs.readdirSync(dir);
    assert.equal(fs.statSync(path.join(dir, name)).mode & 0o777, 0o600);
  });
  it('are not believed when the file was cut short', () => {
    const { keys, dir } = gathered([4, 2, 3, 1], 2);
    fs.truncateSync(path.join(dir, 'k.keys'), 40);
    assert.throws(() => readAll(keys), /a file of hashed keys was cut short/);
  });
});
