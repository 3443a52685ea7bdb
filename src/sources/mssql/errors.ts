import sql from 'mssql';
import { ConnectionError, ExtractionError, type Passing, SsdError } from '../../problems/errors.ts';

/** Who did not answer, for messages: never a user's name or a password. */
export interface MssqlPlace {
  /** `host`, `host:port` or `host\instance`. */
  readonly server: string;
  readonly database: string;
}

type Known = readonly [code: string, says: string, hint: string, passing?: Passing];

const CHECK = 'ssd-extract check lists everything that is missing or may not be read';
const LATER = 'the object is read again from its start; if it goes on, run at a quieter hour';
const LINK =
  'look for a firewall or proxy that ends long connections, and for a restart of the server';

/** Errors of a query, by number. What they say is ours: the server's own text may quote a value. */
const QUERY: Readonly<Record<number, Known>> = {
  207: ['missing-column', 'it has no column NAME', CHECK],
  208: ['missing-table', 'there is no table NAME', CHECK],
  229: ['no-right', 'the login may not read NAME', `grant SELECT on the schema; ${CHECK}`],
  230: [
    'no-right',
    'the login may not read the column NAME',
    `grant SELECT on the schema; ${CHECK}`,
  ],
  911: ['missing-database', 'there is no database NAME', 'set source.database in the site file'],
  916: [
    'no-right',
    'the login may not enter the database NAME',
    'make it a user of that database; docs/sql-server.md has the statements',
  ],
  4060: [
    'no-right',
    'the login may not enter the database',
    'make it a user of that database; docs/sql-server.md has the statements',
  ],
  241: [
    'bad-value',
    'a text is no date',
    'a value in the CMS does not fit its conversion; the query of the object in sql/ shows which columns are converted',
  ],
  242: [
    'bad-value',
    'a date is out of range',
    'a value in the CMS does not fit its conversion; the query of the object in sql/ shows which columns are converted',
  ],
  245: [
    'bad-value',
    'a text is no number',
    'a value in the CMS does not fit its conversion; the query of the object in sql/ shows which columns are converted',
  ],
  8114: [
    'bad-value',
    'a value does not fit its type',
    'a value in the CMS does not fit its conversion; the query of the object in sql/ shows which columns are converted',
  ],
  8115: [
    'bad-value',
    'a number is too large for its type',
    'a value in the CMS does not fit its conversion; the query of the object in sql/ shows which columns are converted',
  ],
  8134: [
    'bad-value',
    'a division by zero',
    'the query of the object in sql/ shows where it divides',
  ],
  601: ['contention', 'rows moved while they were read', LATER, 'contention'],
  1204: ['contention', 'the server ran out of locks', LATER, 'contention'],
  1205: ['deadlock', 'it was chosen as the victim of a deadlock', LATER, 'contention'],
  1222: ['lock-timeout', 'it waited too long for a lock', LATER, 'contention'],
  3960: ['snapshot-conflict', 'its snapshot came into conflict with a change', LATER, 'contention'],
  3961: ['snapshot-conflict', 'a table was altered after its snapshot began', LATER, 'contention'],
  8645: ['server-memory', 'the server had no memory for it in time', LATER, 'contention'],
  3952: [
    'no-snapshot',
    'the database NAME does not allow SNAPSHOT isolation',
    'set connection.isolation: read_committed in the site file, or have the DBA allow it',
  ],
  701: [
    'server-memory',
    'the server is out of memory',
    'run at a quieter hour, or with connection.parallel: 1',
  ],
  1105: ['server-disk-full', 'a file group of the server is full', 'tell the DBA'],
  9002: ['server-disk-full', 'a transaction log of the server is full', 'tell the DBA'],
  596: ['connection-lost', 'the session was ended on the server', LINK, 'connection'],
  6005: ['connection-lost', 'the server is shutting down', LINK, 'connection'],
  40197: ['connection-lost', 'the service moved the database', LINK, 'connection'],
  40501: ['contention', 'the service is busy', LATER, 'contention'],
  40613: ['connection-lost', 'the database is not available at present', LINK, 'connection'],
};

/** A failed query, without any value of the CMS. */
export function queryError(error: unknown, object: string, place: MssqlPlace): SsdError {
  if (error instanceof SsdError) return error;
  const { number, message, code = '' } = facts(error);
  const known = number === undefined ? undefined : QUERY[number];
  if (known) {
    const [kind, says, hint, passing] = known;
    return new ExtractionError({
      code: kind,
      message: `${object}: ${says.replace('NAME', nameIn(message))} (${place.server}, error ${number})`,
      hint,
      ...(passing ? { passing } : {}),
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

type KnownLogin = readonly [code: string, says: string, hint: string];

const ACCOUNT = 'the password is not tried again, so that the account is not locked';
const LOGIN: Readonly<Record<number, KnownLogin>> = {
  18456: [
    'login-refused',
    'refused the login',
    `check user and password, and that the login exists on this server; ${ACCOUNT}`,
  ],
  18452: [
    'login-refused',
    'refused the Windows account: its domain is not trusted',
    `check domain and user, or use a SQL login; ${ACCOUNT}`,
  ],
  18470: ['login-disabled', 'says that the login is disabled', 'ask the DBA to enable it'],
  18486: [
    'login-locked',
    'says that the login is locked',
    'ask the DBA to unlock it; then check the password before the next run',
  ],
  18487: [
    'password-expired',
    'says that the password has expired',
    'set a new one, and the environment variable or file that holds it',
  ],
  18488: [
    'password-expired',
    'wants the password changed first',
    'change it once in SSMS, and the environment variable or file that holds it',
  ],
  4060: [
    'no-database',
    'does not let the login into the database',
    'check connection.database; the DBA makes the login a user of it (docs/sql-server.md has the statements)',
  ],
  4064: [
    'no-database',
    'does not let the login into its default database',
    'check connection.database; the DBA makes the login a user of it (docs/sql-server.md has the statements)',
  ],
  40615: [
    'firewall',
    'does not let this machine in',
    "add this machine's address to the firewall rules of the Azure server",
  ],
  17809: ['too-busy', 'takes no more connections', 'run later, or with connection.parallel: 1'],
};

/** Of a login that may go through a moment later. */
const TRANSIENT: ReadonlySet<number> = new Set([
  4221, 10928, 10929, 17187, 40197, 40501, 40613, 42108, 42109, 49918, 49919, 49920,
]);

const SOCKET: readonly [RegExp, KnownLogin][] = [
  [
    /ENOTFOUND|EAI_AGAIN/,
    [
      'no-host',
      'is not known by that name',
      'check connection.server; try nslookup on this machine',
    ],
  ],
  [
    /ECONNREFUSED/,
    [
      'connection-refused',
      'does not listen there',
      'check server and port (1433 unless set otherwise), that TCP/IP is enabled, and that the service runs',
    ],
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID|altnames|IP: .* is not in/i,
    [
      'certificate-name',
      'shows a certificate for another name',
      'use that name as connection.server, or say connection.certificate_name',
    ],
  ],
  [
    /CERT_HAS_EXPIRED|certificate has expired/i,
    ['certificate-expired', 'shows a certificate that has expired', 'ask the DBA for a new one'],
  ],
  [
    /self[- ]signed|SELF_SIGNED|UNABLE_TO|unable to (verify|get)|CERT_/i,
    [
      'certificate-unknown',
      'shows a certificate that this machine cannot check',
      'give the PEM file of the authority that signed it as connection.ca_file; connection.trust_server_certificate: true takes any certificate, and every manifest will say so',
    ],
  ],
  [
    /EPROTO|ERR_SSL|unsupported protocol|wrong version|handshake/i,
    [
      'tls-failed',
      'and this machine have no version of TLS in common',
      'SQL Server 2012 and 2014 need the update for TLS 1.2',
    ],
  ],
  [
    /ENETUNREACH|EHOSTUNREACH/,
    [
      'no-route',
      'cannot be reached from here',
      'check the network and firewall between this machine and the server',
    ],
  ],
];

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
  const { code = '' } = facts(error);
  const known = number === undefined ? undefined : LOGIN[number];
  const socket =
    number === undefined ? SOCKET.find(([pattern]) => pattern.test(causes(error)))?.[1] : undefined;
  const [kind, says, hint] = known ?? socket ?? other(code, number);
  return new ConnectionError({
    code: kind,
    message: `${server} ${says}${number === undefined ? '' : ` (error ${number}, database ${database})`}`,
    hint,
    cause: error,
  });
}

function other(code: string, number: number | undefined): KnownLogin {
  if (number !== undefined) return ['login-failed', 'ended the login', 'look the number up'];
  switch (code) {
    case 'ETIMEOUT':
      return [
        'connect-timeout',
        'did not answer in time',
        'check server, port and firewall; connection.connect_timeout is the limit in seconds',
      ];
    case 'EINSTLOOKUP':
      return [
        'no-instance',
        'did not say where the instance listens',
        'the SQL Server Browser must run and UDP 1434 be open; or give connection.port instead of instance',
      ];
    case 'EENCRYPT':
      return [
        'encryption-needed',
        'wants an encrypted connection',
        'leave connection.encrypt out of the site file',
      ];
    case 'ENOENCRYPT':
      return [
        'no-encryption',
        'cannot encrypt the connection',
        'have the DBA install a certificate; connection.encrypt: false sends everything readable over the network',
      ];
    case 'EFEDAUTH':
      return [
        'login-refused',
        'was not tried: Azure AD gave no token',
        'check tenant_id, client_id and the secret, and that this machine reaches login.microsoftonline.com',
      ];
    case 'ELOGIN':
      return ['login-refused', 'refused the login', `check user and password; ${ACCOUNT}`];
    default:
      return [
        'no-connection',
        'ended the connection before the login was done',
        'check server and port: something else may listen there',
      ];
  }
}

/** Whether the same login may go through a moment later. */
export function isTransientLogin(error: unknown): boolean {
  const number = loginNumber(error);
  return number !== undefined && TRANSIENT.has(number);
}

/** Whether there was no connection to read from. */
export function isConnectFailure(error: unknown): boolean {
  return error instanceof sql.ConnectionError;
}

/** Codes and messages of an error and of all that lies behind it. */
function causes(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const { code = '', originalError } = error as Error & { code?: string; originalError?: unknown };
  const parts = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  return [code, error.message, ...[error.cause, originalError, ...parts].map(causes)].join(' ');
}
