import fs from 'node:fs/promises';
import { type Digest, Digester } from './digest.ts';

/** Bytes read at a time: each piece costs a turn of the event loop. */
const PIECE = 1 << 19;

/**
 * Size and sha256 (hexadecimal) of a file. One piece is read while the other is hashed, and no more
 * than those two are ever made, however large the file.
 */
export async function hashFile(file: string): Promise<Digest> {
  const digester = new Digester();
  const handle = await fs.open(file, 'r');
  try {
    let [piece, other] = [Buffer.allocUnsafeSlow(PIECE), Buffer.allocUnsafeSlow(PIECE)];
    let { bytesRead } = await handle.read(piece, 0, PIECE, null);
    while (bytesRead > 0) {
      const next = handle.read(other, 0, PIECE, null);
      digester.add(piece.subarray(0, bytesRead));
      ({ bytesRead } = await next);
      [piece, other] = [other, piece];
    }
  } finally {
    await handle.close();
  }
  return digester.end();
}
