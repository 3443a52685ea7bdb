import type { Problem } from './problem.ts';

/** Exit codes of the command line: schedules depend on them. */
export const ExitCode = {
  done: 0,
  findings: 1,
  config: 2,
  connection: 3,
  extraction: 4,
  publishing: 5,
  locked: 6,
  stopped: 130,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

interface ErrorFacts {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint?: string | undefined;
  readonly problems?: readonly Problem[] | undefined;
  readonly cause?: unknown;
}

/**
 * An error that a person can act on: it says what happened and what to do next, and never holds a
 * value from the CMS. Anything else that is thrown is a fault of ours.
 */
export abstract class SsdError extends Error {
  abstract readonly exitCode: ExitCode;
  readonly code: string;
  readonly hint: string | undefined;
  readonly problems: readonly Problem[];

  constructor(facts: ErrorFacts) {
    super(facts.message, { cause: facts.cause });
    this.name = new.target.name;
    this.code = facts.code;
    this.hint = facts.hint;
    this.problems = facts.problems ?? [];
  }
}

/** Usage, site file, spec or mapping: nothing was started. */
export class ConfigError extends SsdError {
  readonly exitCode = ExitCode.config;
}

/** The database could not be reached, or refused the login. */
export class ConnectionError extends SsdError {
  readonly exitCode = ExitCode.connection;
}

/** What reading an object again from its start may mend. */
export type Passing =
  /** The connection is gone: a new one may hold. */
  | 'connection'
  /**
   * The server put other work first (deadlock victim, lock wait, snapshot conflict): a later moment
   * may do.
   */
  | 'contention';

/** A query failed or its rows could not be read to the end. */
export class ExtractionError extends SsdError {
  readonly exitCode = ExitCode.extraction;
  /** Set when the object may be read again from its start; otherwise the error is final. */
  readonly passing: Passing | undefined;

  constructor(facts: ErrorFacts & { readonly passing?: Passing | undefined }) {
    super(facts);
    this.passing = facts.passing;
  }
}

/** The bundle could not be written, verified or renamed, or what follows its renaming failed. */
export class PublishingError extends SsdError {
  readonly exitCode = ExitCode.publishing;
  /** Path of the bundle that is published all the same. */
  readonly bundle: string | undefined;

  constructor(facts: ErrorFacts & { readonly bundle?: string }) {
    super(facts);
    this.bundle = facts.bundle;
  }
}

/** Another run holds the lock. */
export class LockedError extends SsdError {
  readonly exitCode = ExitCode.locked;
}

/** Stopped by a signal. */
export class StoppedError extends SsdError {
  readonly exitCode = ExitCode.stopped;
}
