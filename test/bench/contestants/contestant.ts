import type { Connection } from '../../../src/site/model.ts';

/** What a contestant is to read, and from where. */
export interface Task {
  readonly connection: Connection;
  readonly spec: string;
  /** Objects of the bench's spec; the people come along where keys are checked. */
  readonly objects: readonly string[];
  /** Every row that it reads has one finding; otherwise none has. */
  readonly spoilt: boolean;
  /** A folder of its own. */
  readonly dir: string;
  /** The tool, of a peer. */
  readonly tool?: string;
}

/** One way to get rows out of a database, made ready once and run once a round. */
export interface Contestant {
  /** Gives the rows read. */
  round(): Promise<number>;
  /** Processor time so far, in milliseconds, where it is not this process that works. */
  processor?(): number;
  /** Between rounds, not measured. */
  tidy?(): Promise<void> | void;
  close(): Promise<void>;
}

export type MakeContestant = (task: Task) => Promise<Contestant>;

/** The dialect that a connection's queries are written in. */
export function dialectOf({ engine }: Connection): 'mssql' | 'oracle' | 'postgres' {
  return engine === 'embedded' ? 'postgres' : engine;
}

/** The relation that shows the rows of an object's query, for whoever writes a query himself. */
export const relationOf = (object: string): string =>
  `BENCH_${object.replace('ssd_', '').toUpperCase()}_ROWS`;
