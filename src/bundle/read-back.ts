import path from 'node:path';
import { PublishingError, SsdError } from '../problems/errors.ts';
import { AgeFault, decryptFile } from '../protect/age.ts';
import { RECORD_BYTES, readCsv } from './csv-reader.ts';
import type { WrittenFile } from './csv-writer.ts';
import { Digester, digesting } from './digest.ts';
import type { Seal } from './file-sink.ts';
import { hashFile } from './hash-file.ts';
import { cannot } from './publishing-errors.ts';

/**
 * How a file is read back: its bytes against their hash, or its rows one by one as well, which
 * takes about as long as writing them did.
 */
export type Verify = 'hash' | 'full';

/** What a file is held against. */
export interface Expected {
  readonly columns: readonly string[];
  readonly written: WrittenFile;
  /** Of a file that was encrypted. */
  readonly seal?: Seal | undefined;
}

/**
 * Reads a written file back from the disk: the bytes that were written. An encrypted one is
 * decrypted for that, with the key that its seal holds: it can be read, and by what was written.
 * @throws PublishingError when it does not hold what was written
 */
export async function readBack(file: string, expected: Expected, verify: Verify): Promise<void> {
  const { written, seal } = expected;
  const { sha256, bytes } = await hashFile(file).catch(cannot('read back', file));
  if (sha256 !== written.sha256 || bytes !== written.bytes) {
    throw unlikeWritten(file, `${bytes} bytes of ${written.bytes}, or others`);
  }
  try {
    if (verify === 'full') await readRows(file, expected);
    else if (seal) await readSealed(file, seal);
  } catch (error) {
    // its structure is no mistake of a person here: we have just written it
    throw error instanceof SsdError || error instanceof AgeFault
      ? unlikeWritten(file, error.message)
      : error;
  }
}

async function readSealed(file: string, seal: Seal): Promise<void> {
  const digester = new Digester();
  for await (const piece of decryptFile(file, seal)) digester.add(piece);
  refuseOtherContent(file, digester, seal);
}

async function readRows(file: string, { written, columns, seal }: Expected): Promise<void> {
  const digester = new Digester();
  const content = seal && digesting(decryptFile(file, seal), digester);
  const read = await readCsv(file, RECORD_BYTES, content);
  let rows = 0;
  for await (const batch of read.batches) rows += batch.length;
  if (seal) refuseOtherContent(file, digester, seal);
  if (rows !== written.rows) throw unlikeWritten(file, `${rows} rows of ${written.rows}`);
  if (read.columns.join() !== columns.join()) throw unlikeWritten(file, 'another header');
}

function refuseOtherContent(file: string, digester: Digester, { plain }: Seal): void {
  if (digester.end().sha256 !== plain.sha256) {
    throw unlikeWritten(file, 'it decrypts to something else');
  }
}

function unlikeWritten(file: string, how: string): PublishingError {
  return new PublishingError({
    code: 'verify-failed',
    message: `${path.basename(file)} does not read back as it was written (${how})`,
    hint: 'have the disk checked, then run again. The last good bundle is as it was',
  });
}
