import type { CodeBook } from '../codes/code-book.ts';
import { CodeTranslation, type UnmappedText } from '../codes/translation.ts';
import { CsvEncoder } from '../bundle/csv-encoder.ts';
import type { CompiledQuery } from '../query/compiled.ts';
import type { Plan } from '../mapping/plan.ts';
import { StoppedError } from '../problems/errors.ts';
import type { RowChange } from '../protect/pseudonymise.ts';
import type { ObjectFigures } from '../report/gather/figures.ts';
import {
  type FigureGatherer,
  type FigureTerms,
  gatherFigures,
} from '../report/gather/gather-figures.ts';
import type { Site } from '../site/model.ts';
import type { Source } from '../sources/source.ts';
import {
  type ObjectFacts,
  type ObjectOutcome,
  ObjectValidation,
} from '../validate/object-validation.ts';
import { tellUnmapped } from './tell-unmapped.ts';
import { warnOfTypes } from './warn-of-types.ts';
import { CellLimit } from './cell-limit.ts';
import { type RowShaper, rowShaper } from './row-shaper.ts';

/** How one object is to be read, as plain data: any thread can do it. */
export interface ObjectReading {
  /** Undefined for an object that nothing is read for: a header and no rows. */
  readonly query: CompiledQuery | undefined;
  readonly asShown: Plan['asShown'];
  readonly facts: ObjectFacts;
  readonly dateFormat: Site['output']['date_format'];
  /** Characters of one value at most. */
  readonly maxCell: number;
  /** Stop after so many rows. */
  readonly limit: number | undefined;
  /** How the report's figures are gathered; undefined where the site wants no report. */
  readonly figures: FigureTerms | undefined;
  /** How its coded fields become national codes; none where cells stay as they are held. */
  readonly codes?: readonly CodeBook[] | undefined;
}

/** Some bytes of an object's file, and how many rows were encoded since the last ones. */
export interface EncodedRows {
  readonly block: Uint8Array;
  readonly rows: number;
}

/** What is known of an object when its last row has passed. */
export interface ReadOutcome {
  readonly validation: ObjectOutcome;
  /** Characters that no tool can read, of which the file is free. */
  readonly removed: number;
  /** What a report says of its rows, where it was asked for. */
  readonly figures: ObjectFigures | undefined;
  /** What its coded fields hold that is no code. */
  readonly unmapped: readonly UnmappedText[];
}

export interface ReadContext {
  readonly source: Pick<Source, 'stream'>;
  readonly signal: AbortSignal;
  /** Pseudonymises what is written; what is checked is what the CMS holds. */
  readonly leaving?: RowChange | undefined;
}

/** Milliseconds after which rows are handed on, though they do not fill a block. */
const PATIENCE = 250;

/**
 * Reads an object from the database, through validation, into the bytes of its file; its header is
 * not among them.
 */
export async function* readObject(
  reading: ObjectReading,
  { source, signal, leaving }: ReadContext,
): AsyncGenerator<EncodedRows, ReadOutcome> {
  const { query, facts, asShown } = reading;
  const checks = new ObjectValidation(facts);
  warnOfTypes(checks, asShown);
  const figures = gathererOf(reading);
  if (!query) {
    return { validation: checks.end(), removed: 0, figures: figures?.end(), unmapped: [] };
  }
  const shaper = shaperOf(reading, query);
  const translation = reading.codes && new CodeTranslation(reading.codes, facts.columns);
  const encoder = new CsvEncoder(facts.columns.length);
  let [rows, since] = [0, performance.now()];
  for await (const held of limited(
    shapedBatches(query, shaper, { source, signal }),
    reading.limit,
  )) {
    if (signal.aborted) throw stopped();
    const batch = translation ? translation.rows(held) : held;
    checks.rows(batch);
    figures?.rows(batch);
    rows += batch.length;
    for (const block of encoder.blocks(leaving ? batch.map(leaving) : batch)) {
      yield { block, rows };
      [rows, since] = [0, performance.now()];
    }
    if (performance.now() - since > PATIENCE) {
      yield { block: encoder.end(), rows };
      [rows, since] = [0, performance.now()];
    }
  }
  // of the last rows some may be told already, and yet not be in any block
  const rest = encoder.end();
  if (rest.length > 0) yield { block: rest, rows };
  const unmapped = tellUnmapped(checks, translation);
  return {
    validation: checks.end(),
    removed: shaper.removed,
    figures: figures?.end(),
    unmapped,
  };
}

function gathererOf({ facts, figures }: ObjectReading): FigureGatherer | undefined {
  const { object, columns, spec } = facts;
  return figures && gatherFigures(object, columns, { ...figures, spec });
}

function shaperOf(
  { facts, maxCell, dateFormat }: ObjectReading,
  { shape }: CompiledQuery,
): RowShaper {
  const limit = new CellLimit({ object: facts.object, fields: facts.columns, most: maxCell });
  return rowShaper({ shape, dateFormat, limit });
}

type Batch = ReturnType<RowShaper['rows']>;

async function* shapedBatches(
  query: CompiledQuery,
  shaper: RowShaper,
  { source, signal }: ReadContext,
): AsyncGenerator<Batch> {
  const { object: name, sql, parameters, columns } = query;
  for await (const batch of source.stream({ name, sql, parameters, columns }, { signal })) {
    yield shaper.rows(batch);
  }
  yield shaper.end();
}

async function* limited(
  batches: AsyncIterable<Batch>,
  limit: number | undefined,
): AsyncGenerator<Batch> {
  let left = limit ?? Number.POSITIVE_INFINITY;
  for await (const batch of batches) {
    yield batch.length <= left ? batch : batch.slice(0, left);
    left -= batch.length;
    if (left <= 0) return;
  }
}

function stopped(): StoppedError {
  return new StoppedError({ code: 'stopped', message: 'the run was stopped' });
}
