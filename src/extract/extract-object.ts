import type { UnmappedText } from '../codes/translation.ts';
import type { StagedFile, Staging } from '../bundle/staging.ts';
import type { FigureBook } from '../report/figure-book.ts';
import type { Validation } from '../validate/validation.ts';
import type { EncodedRows, ObjectReading, ReadOutcome } from './read-object.ts';

/** Reads an object, in this thread or another; see `readObject`. */
export type ReadRows = (
  reading: ObjectReading,
  signal: AbortSignal,
) => AsyncGenerator<EncodedRows, ReadOutcome>;

export interface ExtractOptions {
  readonly object: string;
  readonly columns: readonly string[];
  readonly reading: Omit<ObjectReading, 'facts' | 'figures'>;
  readonly readRows: ReadRows;
  readonly staging: Staging;
  readonly validation: Validation;
  /** Takes what a report says of the rows. */
  readonly figures?: FigureBook | undefined;
  /** A byte order mark, for Excel. */
  readonly bom: boolean;
  readonly signal: AbortSignal;
  readonly onRows: (rows: number) => void;
  /** What coded fields hold that is no code, once the file is whole. */
  readonly onUnmapped: (texts: readonly UnmappedText[]) => void;
}

export interface ExtractedFile extends StagedFile {
  /** Characters that no tool can read, of which the file is free. */
  readonly controlCharactersRemoved: number;
}

/**
 * Streams one object from the database through validation into its file. When it fails nothing of
 * it is left, so that it may be read again from its start.
 */
export async function extractObject(options: ExtractOptions): Promise<ExtractedFile> {
  const { object, columns, staging, validation, figures, bom, signal } = options;
  const facts = validation.factsOf(object, columns);
  const csv = await staging.csv(object, columns, { bom });
  const reading = { ...options.reading, facts, figures: figures?.terms };
  const blocks = options.readRows(reading, signal);
  try {
    let rows = 0;
    let next = await blocks.next();
    for (; !next.done; next = await blocks.next()) {
      const { block, rows: more } = next.value;
      await csv.writer.writeEncoded(block, more);
      rows += more;
      options.onRows(rows);
    }
    const { validation: outcome, removed, unmapped, figures: gathered } = next.value;
    const file = await csv.finish();
    await validation.take(object, outcome);
    if (gathered) figures?.take(gathered);
    options.onUnmapped(unmapped);
    return { ...file, controlCharactersRemoved: removed };
  } catch (error) {
    await closeQuietly(blocks);
    await csv.discard();
    throw error;
  }
}

/** The error that ends an object is the first; what follows from it adds nothing. */
async function closeQuietly(
  blocks: AsyncGenerator<EncodedRows, ReadOutcome | undefined>,
): Promise<void> {
  await blocks.return(undefined).catch(() => undefined);
}
