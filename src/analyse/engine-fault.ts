import { publishingError } from '../bundle/publishing-errors.ts';
import { ConfigError, ExtractionError, SsdError } from '../problems/errors.ts';
import { stopped } from './stopped.ts';

export type Doing =
  /** Somebody's own SQL: what DuckDB says of the text is theirs to read. */
  | { readonly asking: true }
  /** Rows of an object, by a statement of ours. */
  | { readonly reading: string }
  /** A file. */
  | { readonly writing: string };

/** Kinds of DuckDB's errors that speak of the text of a query, never of a row. */
const OF_THE_TEXT = /^(?:Parser|Binder|Catalog|Permission|Not implemented) Error/i;
const LOCKED =
  /configuration has been locked|disabled (?:by|through) configuration|Persistent secrets/;
/** Before the words that count. */
const EXTRACTING = /^Failed to extract statements: /;
const DISK_FULL = /No space left on device|not enough space on the disk|Disk quota exceeded/i;

/**
 * What DuckDB threw, in words and with a code. Values that it quotes from rows are left out.
 */
export function engineFault(error: unknown, doing: Doing): unknown {
  if (error instanceof SsdError || !(error instanceof Error)) return error;
  const message = error.message.replace(EXTRACTING, '');
  if (/^INTERRUPT/.test(message)) return stopped(error);
  if (DISK_FULL.test(message)) {
    const file = 'writing' in doing ? doing.writing : 'the temporary folder';
    return publishingError(Object.assign(new Error('full'), { code: 'ENOSPC' }), 'write', file);
  }
  if (/^Out of Memory Error/i.test(message)) return outOfMemory(error);
  if ('asking' in doing) return refusedQuery(message, error);
  const [kind = 'Error'] = /^[\w ]+Error/.exec(message) ?? [];
  if ('writing' in doing) return publishingError(error, 'write', doing.writing);
  return new ExtractionError({
    code: 'bundle-unreadable',
    message: `DuckDB cannot read the rows of ${doing.reading} (${kind})`,
    hint: 'ssd-extract verify tells whether the file is as it was written; if it is, please report this',
    cause: error,
  });
}

function refusedQuery(message: string, error: Error): ConfigError {
  if (LOCKED.test(message)) {
    return new ConfigError({
      code: 'query-outside',
      message: `the query wants more than this bundle: ${firstLine(message)}`,
      hint: 'a query reads the tables of the bundle, and nothing else: no file, no network, no setting',
      cause: error,
    });
  }
  return new ConfigError({
    code: 'bad-query',
    message: OF_THE_TEXT.test(message) ? message.trimEnd() : withoutValues(firstLine(message)),
    hint: "the tables are listed by: select * from tables; their columns by: select * from fields where object = '…'",
    cause: error,
  });
}

const firstLine = (text: string): string => text.split('\n')[0] ?? text;

/** A cell that could not be cast is quoted in DuckDB's message. */
function withoutValues(text: string): string {
  return text.replace(/'.*'|".*"/s, "'…'");
}

function outOfMemory(error: Error): ConfigError {
  return new ConfigError({
    code: 'query-memory',
    message: 'DuckDB has not enough memory for this, or no place to lay rows aside',
    hint: 'allow more with --memory 4GB, or free space on the disk of the temporary folder',
    cause: error,
  });
}
