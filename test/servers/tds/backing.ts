import type { Statement } from './requests.ts';
import type { Column, ServerError } from './tokens.ts';

/** The rows of a statement, each an encoded ROW or NBCROW token. */
export interface Result {
  readonly columns: readonly Column[];
  readonly rows: Iterable<Buffer>;
  /** Sent after them. */
  readonly ready?: ReadyRows;
}

/** Rows that are cut into packets beforehand, for whoever measures a client and not this server. */
export interface ReadyRows {
  /** How many rows they are. */
  readonly count: number;
  /** Whole packets, several in a buffer. */
  readonly packets: (packetSize: number) => Iterable<Buffer>;
}

/** Where answers come from. */
export interface Backing {
  /**
   * Undefined for a statement that has no rows. @throws StatementError for what a server would
   * refuse.
   */
  execute(statement: Statement): Promise<Result | undefined> | Result | undefined;
  /**
   * Takes the rows of a bulk load into a table; a backing without it refuses them. @throws
   * StatementError
   */
  load?(load: BulkLoad): Promise<void>;
}

/** What a client sends after `insert bulk`. */
export interface BulkLoad {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** An error that the server sends to its client. */
export class StatementError extends Error {
  readonly facts: ServerError;

  constructor(facts: ServerError) {
    super(facts.message);
    this.facts = facts;
  }
}
