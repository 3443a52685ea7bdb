import { ConnectionError, ExtractionError, type Passing, SsdError } from '../../problems/errors.ts';
import {
  DRIVER_FAILURES,
  type KnownLogin,
  LOGIN_STATES,
  NO_ANSWER,
  TRANSIENT_STATES,
} from './login-states.ts';
import { LINK, QUERY_STATES } from './query-states.ts';

/** Who did not answer, for messages: never a user's name or a password. */
export interface PostgresPlace {
  /** `host:port`. */
  readonly server: string;
  readonly database: string;
}

interface Failed {
  /** Its name in messages. */
  readonly name: string;
  readonly sql: string;
}

/**
 * A failed query, without any value of the CMS: of the server's words only names that stand in the
 * query itself are repeated.
 */
export function queryError(error: unknown, query: Failed, place?: PostgresPlace): SsdError {
  if (error instanceof SsdError) return error;
  const state = sqlState(error);
  const server = place === undefined ? '' : `${place.server}, `;
  if (state === undefined) return lost(error, query, place);
  const [code, says, hint, passing] = QUERY_STATES[state] ??
    QUERY_STATES[state.slice(0, 2)] ?? [
      'query-failed',
      'the database refused the query',
      `look the state up; sql/ holds the query of ${query.name}, try it in psql with the login of the site file`,
    ];
  const name = nameIn(error, query.sql);
  const said = says
    .replace(' at NAME', name === undefined ? '' : ` at ${name}`)
    .replace('NAME', name ?? 'that the query needs');
  return new ExtractionError({
    code,
    message: `${query.name}: ${said} (${server}SQLSTATE ${state})`,
    hint,
    ...(passing ? { passing } : {}),
    cause: error,
  });
}

function lost(error: unknown, { name }: Failed, place?: PostgresPlace): ExtractionError {
  return new ExtractionError({
    code: 'connection-lost',
    message: `${name}: the connection to ${place?.server ?? 'the database'} was lost`,
    hint: LINK,
    passing: 'connection',
    cause: error,
  });
}

const STATE = /^[0-9A-Z]{5}$/;

/** What the server called its error; undefined when it is not the server's. */
export function sqlState(error: unknown): string | undefined {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  return typeof code === 'string' && STATE.test(code) && typeof severity === 'string'
    ? code
    : undefined;
}

/** States after which the server ends the connection. */
const LAST_WORDS = /^(08|57P|25P0[34])/;

/** The connection is gone after such an error, or about to go. */
export function endsConnection(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined || LAST_WORDS.test(state);
}

const QUOTED = /["„“«”]([^"„“«»”]+)["”“»]/g;
const BARE = /\b(?:table|view|relation|column|schema) ([\w$#.]+)/g;

/** A name of the server's message that the query names too; anything else is left out. */
function nameIn(error: unknown, sql: string): string | undefined {
  const { message = '' } = error as { message?: string };
  const ours = new Set(
    (sql.replace(/'(?:[^']|'')*'/g, ' ').match(/"(?:[^"]|"")+"|[\w$#]+/g) ?? []).map((name) =>
      name.replace(/^"|"$/g, '').toLowerCase(),
    ),
  );
  const named = [...message.matchAll(QUOTED), ...message.matchAll(BARE)].map(([, name]) => name);
  const name = named.find((one) => one?.split('.').every((part) => ours.has(part.toLowerCase())));
  return name === undefined ? undefined : `"${name}"`;
}

export interface LoginFailure {
  readonly error: ConnectionError;
  /** Set when the same login may go through later. */
  readonly passing: Passing | undefined;
}

/** Why there is no connection. */
export function loginError(error: unknown, { server, database }: PostgresPlace): LoginFailure {
  const state = sqlState(error);
  const { known, passing } = state === undefined ? driverFailure(error) : refusal(state);
  const [code, says, hint] = known;
  const where = state === undefined ? '' : ` (SQLSTATE ${state}, database ${database})`;
  return {
    error: new ConnectionError({
      code,
      message: `${server} ${says}${where}`,
      hint,
      cause: error,
    }),
    passing,
  };
}

interface Why {
  readonly known: KnownLogin;
  readonly passing: Passing | undefined;
}

function refusal(state: string): Why {
  return {
    known: LOGIN_STATES[state] ?? ['login-failed', 'ended the login', 'look the state up'],
    passing: TRANSIENT_STATES.has(state) ? 'connection' : undefined,
  };
}

function driverFailure(error: unknown): Why {
  const said = causes(error);
  const [, known, passing] = DRIVER_FAILURES.find(([pattern]) => pattern.test(said)) ?? [
    undefined,
    NO_ANSWER,
    'connection' as const,
  ];
  return { known, passing };
}

/** Codes and messages of an error and of all that lies behind it. */
function causes(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code = '' } = error as Error & { code?: string };
  const parts = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  return [code, error.message, ...[error.cause, ...parts].map(causes)].join(' ');
}

/** Whether the same login may go through a moment later, by the server's own word. */
export function isTransientLogin(error: unknown): boolean {
  return TRANSIENT_STATES.has(sqlState(error) ?? '');
}
