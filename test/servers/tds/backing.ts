import type { Statement } from './requests.ts';
import type { Column, ServerError } from './tokens.ts';

/** The rows of a statement, each an encoded ROW or NBCROW token. */
export interface Result {
  readonly columns: readonly Column[];
  readonly rows: Iterable<Buffer>;
}

/** Where answers come from. */
export interface Backing {
  /** @throws StatementError for what a server would refuse. */
  execute(statement: Statement): Promise<Result> | Result;
}

/** An error that the server sends to its client. */
export class StatementError extends Error {
  readonly facts: ServerError;

  constructor(facts: ServerError) {
    super(facts.message);
    this.facts = facts;
  }
}
