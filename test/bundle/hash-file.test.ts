import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { hashFile } from '../../src/bundle/hash-file.ts';
import { tempDir } from '../support/files.ts';

/** Bytes that are read at a time. */
const PIECE = 1 << 19;

/** Bytes that no other piece of a file has alike. */
function bytesOf(size: number): Buffer {
  const words = Uint32Array.from({ length: Math.ceil(size / 4) }, (_, index) => index * 2654435761);
  return Buffer.from(words.buffer, 0, size);
}

describe('the hash of a file', () => {
  for (const size of [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5]) {
    it(`is that of its ${size} bytes`, async () => {
      const file = path.join(tempDir(), 'file');
      const bytes = bytesOf(size);
      fs.writeFileSync(file, bytes);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      assert.deepEqual(await hashFile(file), { bytes: size, sha256 });
    });
  }

  it('is refused for a file that is not there', async () => {
    await assert.rejects(hashFile(path.join(tempDir(), 'file')), { code: 'ENOENT' });
  });
});
