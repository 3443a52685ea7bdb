import path from 'node:path';
import { PublishingError, SsdError } from '../problems/errors.ts';
import { readCsv } from './csv-reader.ts';
import type { WrittenFile } from './csv-writer.ts';
import { hashFile } from './hash-file.ts';
import { publishingError } from './publishing-errors.ts';

/** Reads a written file back from the disk: same hash, same header, same number of rows. */
export async function readBack(
  file: string,
  columns: readonly string[],
  written: WrittenFile,
): Promise<void> {
  const { sha256, bytes } = await hashFile(file).catch((error: unknown) => {
    throw publishingError(error, 'read back', file);
  });
  const read = await countRows(file);
  const same =
    sha256 === written.sha256 &&
    bytes === written.bytes &&
    read.rows === written.rows &&
    read.columns.join() === columns.join();
  if (!same) {
    throw unlikeWritten(file, `${read.rows} rows of ${written.rows}`);
  }
}

async function countRows(
  file: string,
): Promise<{ readonly rows: number; readonly columns: readonly string[] }> {
  try {
    const { columns, batches } = await readCsv(file);
    let rows = 0;
    for await (const batch of batches) rows += batch.length;
    return { rows, columns };
  } catch (error) {
    // its structure is no mistake of a person here: we have just written it
    throw error instanceof SsdError ? unlikeWritten(file, error.message) : error;
  }
}

function unlikeWritten(file: string, how: string): PublishingError {
  return new PublishingError({
    code: 'verify-failed',
    message: `${path.basename(file)} does not read back as it was written (${how})`,
    hint: 'have the disk checked, then run again. The last good bundle is as it was',
  });
}
