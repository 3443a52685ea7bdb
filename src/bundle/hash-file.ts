import fs from 'node:fs';
import { type Digest, Digester } from './digest.ts';

/** Bytes read at a time: each piece costs a turn of the event loop. */
const PIECE = 1 << 20;

/** Size and sha256 (hexadecimal) of a file, read in pieces. */
export async function hashFile(file: string): Promise<Digest> {
  const digester = new Digester();
  for await (const piece of fs.createReadStream(file, { highWaterMark: PIECE })) {
    digester.add(piece as Buffer);
  }
  return digester.end();
}
