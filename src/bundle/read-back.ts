import path from 'node:path';
import { PublishingError, SsdError } from '../problems/errors.ts';
import { AgeFault, decryptFile } from '../protect/age.ts';
import { RECORD_BYTES, readCsv } from './csv-reader.ts';
import type { WrittenFile } from './csv-writer.ts';
import { Digester, digesting } from './digest.ts';
import type { Seal } from './file-sink.ts';
import { hashFile } from './hash-file.ts';
import { publishingError } from './publishing-errors.ts';

/**
 * Reads a written file back from the disk: same hash, same header, same number of rows. An
 * encrypted one is decrypted for that, with the key that its seal holds: it can be read, and by
 * what was written.
 */
export async function readBack(
  file: string,
  columns: readonly string[],
  written: WrittenFile,
  seal?: Seal,
): Promise<void> {
  const { sha256, bytes } = await hashFile(file).catch((error: unknown) => {
    throw publishingError(error, 'read back', file);
  });
  const read = await countRows(file, seal);
  const same =
    sha256 === written.sha256 &&
    bytes === written.bytes &&
    read.asSealed &&
    read.rows === written.rows &&
    read.columns.join() === columns.join();
  if (!same) {
    throw unlikeWritten(file, `${read.rows} rows of ${written.rows}`);
  }
}

interface Read {
  readonly rows: number;
  readonly columns: readonly string[];
  /** The bytes are those that were encrypted; true of a file that is not. */
  readonly asSealed: boolean;
}

async function countRows(file: string, seal: Seal | undefined): Promise<Read> {
  const digester = new Digester();
  const content = seal && digesting(decryptFile(file, seal), digester);
  try {
    const { columns, batches } = await readCsv(file, RECORD_BYTES, content);
    let rows = 0;
    for await (const batch of batches) rows += batch.length;
    const asSealed = !seal || digester.end().sha256 === seal.plain.sha256;
    return { rows, columns, asSealed };
  } catch (error) {
    // its structure is no mistake of a person here: we have just written it
    throw error instanceof SsdError || error instanceof AgeFault
      ? unlikeWritten(file, error.message)
      : error;
  }
}

function unlikeWritten(file: string, how: string): PublishingError {
  return new PublishingError({
    code: 'verify-failed',
    message: `${path.basename(file)} does not read back as it was written (${how})`,
    hint: 'have the disk checked, then run again. The last good bundle is as it was',
  });
}
