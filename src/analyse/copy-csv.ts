import fs from 'node:fs/promises';
import { readCsv } from '../bundle/csv-reader.ts';
import { BOM, CsvWriter, type WrittenFile } from '../bundle/csv-writer.ts';
import type { Row } from '../validators/row.ts';
import { refuseStopped } from './stopped.ts';

interface CsvCopy {
  readonly from: string;
  /** A file that is not there yet. */
  readonly to: string;
  /** Of the copy. */
  readonly columns: readonly string[];
  /** Rows of the original → those of the copy. */
  readonly change: (rows: readonly Row[]) => readonly Row[];
  readonly signal: AbortSignal;
}

/** Copies a CSV file of a bundle with other rows, written as a run writes them. */
export async function copyCsv(copy: CsvCopy): Promise<WrittenFile> {
  const { from, to, columns, change, signal } = copy;
  const { batches } = await readCsv(from);
  const writer = await CsvWriter.create(to, columns, { bom: await hasBom(from) });
  try {
    for await (const rows of batches) {
      refuseStopped(signal);
      await writer.write(change(rows));
    }
    return await writer.end();
  } finally {
    await writer.close();
  }
}

async function hasBom(file: string): Promise<boolean> {
  const handle = await fs.open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(BOM.length), 0, BOM.length, 0);
    return buffer.equals(BOM);
  } finally {
    await handle.close();
  }
}
