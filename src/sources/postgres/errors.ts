// Over 200 lines: most of it is two tables, what PostgreSQL calls a failure and what that means.
import { ConnectionError, ExtractionError, type Passing, SsdError } from '../../problems/errors.ts';

/** Who did not answer, for messages: never a user's name or a password. */
export interface PostgresPlace {
  /** `host:port`. */
  readonly server: string;
  readonly database: string;
}

type Known = readonly [code: string, says: string, hint: string, passing?: Passing];

const CHECK = 'ssd-extract check lists everything that is missing or may not be read';
const LATER = 'the object is read again from its start; if it goes on, run at a quieter hour';
const LINK =
  'look for a firewall or proxy that ends long connections, and for a restart of the server';
const VALUE =
  'a value in the CMS does not fit its conversion; the query of the object in sql/ shows which columns are converted';
const TYPE =
  'a column has another type than the query expects; ssd-extract check shows the types that are there';

/**
 * Errors of a query, by SQLSTATE or its class. What they say is ours: the server's own text may
 * quote a value.
 */
const QUERY: Readonly<Record<string, Known>> = {
  '08': ['connection-lost', 'the connection to the server was lost', LINK, 'connection'],
  '22': ['bad-value', 'a value does not fit its type', VALUE],
  '22003': ['bad-value', 'a number is too large for its type', VALUE],
  '22007': ['bad-value', 'a text is not a date', VALUE],
  '22008': ['bad-value', 'a date is out of range', VALUE],
  '22012': ['bad-value', 'a division by zero', VALUE],
  '22P02': ['bad-value', 'a text does not fit its type', VALUE],
  '25006': ['read-only', 'it would write, and nothing here may', 'mend the override with SQL'],
  '25P03': ['connection-lost', 'the server ended a quiet transaction', LINK, 'connection'],
  '3F000': ['missing-schema', 'there is no schema NAME', 'set source.schema in the site file'],
  '40001': ['contention', 'it came into conflict with a change', LATER, 'contention'],
  '40P01': ['deadlock', 'it was chosen as the victim of a deadlock', LATER, 'contention'],
  '42501': ['no-right', 'the login may not read NAME', `grant SELECT on it; ${CHECK}`],
  '42703': ['missing-column', 'there is no column NAME', CHECK],
  '42804': ['wrong-type', 'two types do not go together', TYPE],
  '42883': ['wrong-type', 'two types do not go together', TYPE],
  '42P01': ['missing-table', 'there is no table NAME', CHECK],
  '53100': ['server-disk-full', 'a disk of the server is full', 'tell the DBA'],
  '53200': [
    'server-memory',
    'the server is out of memory',
    'run at a quieter hour, or with connection.parallel: 1',
  ],
  '53300': ['too-busy', 'the server takes no more connections', LATER, 'contention'],
  '55P03': ['lock-timeout', 'it waited too long for a lock', LATER, 'contention'],
  '57014': [
    'cancelled',
    'the server cancelled it',
    'statement_timeout of the login may be too short, or somebody ended the query; run again',
  ],
  '57P01': ['connection-lost', 'the session was ended on the server', LINK, 'connection'],
  '57P02': ['connection-lost', 'the server is recovering from a crash', LINK, 'connection'],
  '57P03': ['connection-lost', 'the server is starting or stopping', LINK, 'connection'],
  '57P05': ['connection-lost', 'the server ended a quiet session', LINK, 'connection'],
  '72000': ['contention', 'the server no longer keeps rows of its moment', LATER, 'contention'],
};

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
  const [code, says, hint, passing] = QUERY[state] ??
    QUERY[state.slice(0, 2)] ?? [
      'query-failed',
      'the database refused the query',
      `look the state up; sql/ holds the query of ${query.name}, try it in psql with the login of the site file`,
    ];
  return new ExtractionError({
    code,
    message: `${query.name}: ${says.replace('NAME', nameIn(error, query.sql))} (${server}SQLSTATE ${state})`,
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
function nameIn(error: unknown, sql: string): string {
  const { message = '' } = error as { message?: string };
  const ours = new Set(
    (sql.replace(/'(?:[^']|'')*'/g, ' ').match(/"(?:[^"]|"")+"|[\w$#]+/g) ?? []).map((name) =>
      name.replace(/^"|"$/g, '').toLowerCase(),
    ),
  );
  const named = [...message.matchAll(QUOTED), ...message.matchAll(BARE)].map(([, name]) => name);
  const name = named.find((one) => one?.split('.').every((part) => ours.has(part.toLowerCase())));
  return name === undefined ? 'that the query needs' : `"${name}"`;
}

type KnownLogin = readonly [code: string, says: string, hint: string];

const ACCOUNT = 'the password is not tried again, so that the account is not locked';

/** Errors of a login, by SQLSTATE. */
const LOGIN: Readonly<Record<string, KnownLogin>> = {
  '28000': [
    'login-refused',
    'does not let this login in from here',
    'pg_hba.conf needs a line for user, database and the address of this machine; if connection.encrypt is false, it may want TLS',
  ],
  '28P01': [
    'login-refused',
    'refused the login',
    `check user and password, and that the login exists on this server; ${ACCOUNT}`,
  ],
  '3D000': ['no-database', 'has no such database', 'check connection.database'],
  '42501': [
    'no-database',
    'does not let the login into the database',
    'the DBA grants CONNECT on the database; docs/postgres.md has the statements',
  ],
  '53200': ['server-memory', 'is out of memory', 'tell the DBA'],
  '53300': [
    'too-busy',
    'takes no more connections',
    'run later, or with a smaller connection.parallel: it needs one connection more than that',
  ],
  '57P01': ['stopping', 'is being stopped', 'run again when it is back'],
  '57P02': ['stopping', 'is recovering from a crash', 'run again when it is back'],
  '57P03': ['starting', 'is starting or stopping', 'run again when it is back'],
};

/** Of a login that may go through a moment later. */
const TRANSIENT: ReadonlySet<string> = new Set(['53300', '57P01', '57P02', '57P03']);

const CANNOT_CHECK =
  'give the PEM file of the authority that signed it as connection.ca_file; connection.trust_server_certificate: true takes any certificate, and every manifest will say so';

/** Errors of a login that the server has no state for, by what the driver and Node say. */
const SOCKET: readonly (readonly [RegExp, KnownLogin, Passing?])[] = [
  [
    /ENOTFOUND|EAI_AGAIN/,
    ['no-host', 'is not known by that name', 'check connection.host; try nslookup here'],
    'connection',
  ],
  [
    /ECONNREFUSED/,
    [
      'connection-refused',
      'does not listen there',
      'check host and port (5432 unless set otherwise), listen_addresses of the server, and that it runs',
    ],
    'connection',
  ],
  [
    /ENETUNREACH|EHOSTUNREACH/,
    ['no-route', 'cannot be reached from here', 'check the network and firewall between'],
    'connection',
  ],
  [
    /ETIMEDOUT|ETIMEOUT/,
    [
      'connect-timeout',
      'did not answer in time',
      'check host, port and firewall; connection.connect_timeout is the limit in seconds',
    ],
    'connection',
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    [
      'certificate-name',
      'shows a certificate for another name',
      'use that name as connection.host, or say connection.certificate_name',
    ],
  ],
  [
    /CERT_HAS_EXPIRED/,
    ['certificate-expired', 'shows a certificate that has expired', 'ask the DBA for a new one'],
  ],
  [
    /SELF_SIGNED|UNABLE_TO|CERT_/,
    ['certificate-unknown', 'shows a certificate that this machine cannot check', CANNOT_CHECK],
  ],
  [
    /EPROTO\b|ERR_SSL/,
    [
      'tls-failed',
      'and this machine have no version of TLS in common',
      'ssl_min_protocol_version of the server must allow TLS 1.2',
    ],
  ],
  [
    /does not support SSL/,
    [
      'no-encryption',
      'cannot encrypt the connection',
      'have the DBA set ssl = on; connection.encrypt: false sends everything readable over the network',
    ],
  ],
  [
    /ECLEARTEXT/,
    [
      'password-in-clear',
      'asked for the password in the clear',
      'pg_hba.conf says "password" where scram-sha-256 would do; or leave connection.encrypt out',
    ],
  ],
  [
    /Only mechanism|Unknown authenticationOk/,
    [
      'login-unknown',
      'wants a way to log in that this program does not have',
      'pg_hba.conf needs scram-sha-256 or md5 for this login',
    ],
  ],
];

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
    known: LOGIN[state] ?? ['login-failed', 'ended the login', 'look the state up'],
    passing: TRANSIENT.has(state) ? 'connection' : undefined,
  };
}

function driverFailure(error: unknown): Why {
  const said = causes(error);
  const [, known, passing] = SOCKET.find(([pattern]) => pattern.test(said)) ?? [
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

const NO_ANSWER: KnownLogin = [
  'no-connection',
  'ended the connection before the login was done',
  'check host and port: something else may listen there',
];

/** Whether the same login may go through a moment later, by the server's own word. */
export function isTransientLogin(error: unknown): boolean {
  return TRANSIENT.has(sqlState(error) ?? '');
}
