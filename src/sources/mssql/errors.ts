import sql from 'mssql';
import { ConnectionError, ExtractionError, SsdError } from '../../problems/errors.ts';
import {
  DRIVER_CODES,
  type KnownLogin,
  LOGIN_NUMBERS,
  OTHER_FAULT,
  OTHER_NUMBER,
  SOCKET_FAULTS,
  TRANSIENT_NUMBERS,
} from './login-numbers.ts';
import { LINK, QUERY_NUMBERS } from './query-numbers.ts';
import { Stall } from './stall.ts';

/** Who did not answer, for messages: never a user's name or a password. */
export interface MssqlPlace {
  /** `host`, `host:port` or `host\instance`. */
  readonly server: string;
  readonly database: string;
}

/** A failed query, without any value of the CMS. */
export function queryError(error: unknown, object: string, place: MssqlPlace): SsdError {
  if (error instanceof SsdError) return error;
  const { number, message, code = '' } = facts(error);
  const known = number === undefined ? undefined : QUERY_NUMBERS[number];
  if (known) {
    const [kind, says, hint, passing] = known;
    return new ExtractionError({
      code: kind,
      message: `${object}: ${says.replace('NAME', nameIn(message))} (${place.server}, error ${number})`,
      hint,
      passing,
      cause: error,
    });
  }
  if (number !== undefined) {
    return new ExtractionError({
      code: 'query-failed',
      message: `${object}: SQL Server refused the query (${place.server}, error ${number})`,
      hint: `look the number up; try sql/…/${object}.sql in SSMS with the login of the site file`,
      cause: error,
    });
  }
  return new ExtractionError({
    code: 'connection-lost',
    message: `${object}: the connection to ${place.server} was lost${LOST[code] ?? ''}`,
    hint: LINK,
    passing: 'connection',
    cause: error,
  });
}

const LOST: Readonly<Record<string, string>> = {
  ETIMEOUT: ' (no answer)',
  ESOCKET: ' while rows were read',
  ECLOSE: ' while rows were read',
  EPROTOCOL: ' (what came was no answer of SQL Server)',
};

/** Any failure of a question that `stream` or `probe` asked: a stall, rows missing, or a query. */
export function readError(error: unknown, object: string, place: MssqlPlace): SsdError {
  if (error instanceof Stall) return stalled(error, object, place);
  if (!(error instanceof ExtractionError)) return queryError(error, object, place);
  const { code, message, hint, passing } = error;
  return new ExtractionError({
    code,
    message: `${object}: ${message} (${place.server})`,
    hint,
    passing,
    cause: error,
  });
}

/**
 * The same of a query that may have needed a new connection: a refused login is final, any other
 * failure to connect may pass.
 */
export function streamError(error: unknown, object: string, place: MssqlPlace): SsdError {
  if (!isConnectFailure(error)) return readError(error, object, place);
  const refusal = connectError(error, place);
  if (facts(error).code === 'ELOGIN' && !isTransientLogin(error)) return refusal;
  return new ExtractionError({
    code: 'connection-lost',
    message: `${object}: ${refusal.message}`,
    hint: refusal.hint,
    passing: 'connection',
    cause: error,
  });
}

function stalled(
  { rows, milliseconds }: Stall,
  object: string,
  { server }: MssqlPlace,
): ExtractionError {
  const seconds = Math.round(milliseconds / 1000);
  return new ExtractionError({
    code: 'stalled',
    message:
      rows === 0
        ? `${object}: ${server} gave no row within ${seconds} s`
        : `${object}: ${server} stopped sending rows (none for ${seconds} s after ${rows})`,
    hint:
      rows === 0
        ? 'another program may hold a lock on its tables; connection.query_timeout in the site file is the limit in seconds'
        : 'connection.stall_timeout in the site file is the limit in seconds; look for a firewall that drops quiet connections',
    passing: 'connection',
  });
}

/** A column that does not give its digits or its offset away without a conversion in the query. */
export function lossyColumn(column: string, type: string, conversion: string): ExtractionError {
  return new ExtractionError({
    code: 'lossy-column',
    message: `the driver would not read the column ${column} (${type}) without loss`,
    hint: `convert it in the SQL: ${conversion}`,
  });
}

interface DriverFacts {
  readonly number: number | undefined;
  readonly code: string | undefined;
  readonly message: string;
}

/** The server's number where there is one, the driver's code, and the message for names only. */
export function facts(error: unknown): DriverFacts {
  if (error instanceof AggregateError) return facts(error.errors.at(-1));
  const {
    number,
    code,
    message = '',
  } = error as { number?: unknown; code?: unknown; message?: string };
  return {
    number: typeof number === 'number' ? number : undefined,
    code: typeof code === 'string' ? code : undefined,
    message,
  };
}

/** A plain name of the catalogue in a message; anything else is left out. */
function nameIn(message: string): string {
  const [, name] = /["'‘“«]([A-Za-z_][\w$#.]*)["'’”»]/.exec(message) ?? [];
  return name ?? 'that the query needs';
}

/**
 * What the server said during a login that failed: the guard of the connection puts it on the
 * error.
 */
export function loginNumber(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { loginNumber: number, originalError } = error as {
    loginNumber?: number;
    originalError?: unknown;
  };
  return number ?? loginNumber(originalError);
}

/** Why there is no connection. */
export function connectError(error: unknown, { server, database }: MssqlPlace): ConnectionError {
  const number = loginNumber(error);
  const [code, says, hint] =
    number === undefined ? connectFault(error) : (LOGIN_NUMBERS[number] ?? OTHER_NUMBER);
  return new ConnectionError({
    code,
    message: `${server} ${says}${number === undefined ? '' : ` (error ${number}, database ${database})`}`,
    hint,
    cause: error,
  });
}

function connectFault(error: unknown): KnownLogin {
  const said = causes(error);
  const [, socketFault] = SOCKET_FAULTS.find(([pattern]) => pattern.test(said)) ?? [];
  return socketFault ?? DRIVER_CODES[facts(error).code ?? ''] ?? OTHER_FAULT;
}

/** Whether the same login may go through a moment later. */
export function isTransientLogin(error: unknown): boolean {
  const number = loginNumber(error);
  return number !== undefined && TRANSIENT_NUMBERS.has(number);
}

/** Whether there was no connection to read from. */
function isConnectFailure(error: unknown): boolean {
  return error instanceof sql.ConnectionError;
}

/** Codes and messages of an error and of all that lies behind it. */
function causes(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code = '', originalError } = error as Error & { code?: string; originalError?: unknown };
  const parts = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  return [code, error.message, ...[error.cause, originalError, ...parts].map(causes)].join(' ');
}
