import { ConnectionError, ExtractionError, type Passing, SsdError } from '../../problems/errors.ts';

interface Known {
  readonly code: string;
  /**
   * What happened, in words; the server's own text may hold a value of the CMS and is not shown.
   */
  readonly says: string;
  readonly hint: string;
  readonly passing?: Passing;
}

const PASSWORD_HINT =
  'nothing is tried again, so that the account is not locked; docs/oracle.md says how the login is made';
const BUSY_HINT = 'ask the DBA for sessions of this login, or set connection.parallel: 1';
const NAMES_HINT =
  'set connection.tns_admin to the folder of tnsnames.ora, or write connect_string as host:port/service';
const TLS_HINT =
  'docs/oracle.md, "Wallet and TLS", says what wallet_location must hold and which name the certificate must bear';
const QUIET_HINT = 'run outside the hours of heavy use; docs/oracle.md says what to ask the DBA';
const LIMIT_HINT =
  'ask the DBA to raise the limit of the profile or resource plan for this login, or run outside the hours';

/** A login that failed. `passing` stands where waiting may mend it. */
const LOGIN: Readonly<Record<string, Known>> = {
  'ORA-01017': {
    code: 'login-refused',
    says: 'the user name or the password is wrong',
    hint: PASSWORD_HINT,
  },
  'ORA-01005': { code: 'login-refused', says: 'the password is empty', hint: PASSWORD_HINT },
  'ORA-28000': {
    code: 'account-locked',
    says: 'the account is locked',
    hint: 'the DBA unlocks it: alter user … account unlock',
  },
  'ORA-28001': {
    code: 'password-expired',
    says: 'the password has expired',
    hint: 'the DBA sets a new one; give the login a profile whose passwords do not expire unnoticed',
  },
  'ORA-01045': {
    code: 'no-session-right',
    says: 'the login may not open a session',
    hint: 'the DBA grants it: grant create session to …',
  },
  'ORA-28040': {
    code: 'old-verifier',
    says: 'server and driver share no kind of password',
    hint: 'the DBA sets the password anew with a 12C verifier',
  },
  'NJS-116': {
    code: 'old-verifier',
    says: 'the password is stored in the 10G form, which the driver cannot use',
    hint: 'the DBA sets the password anew, which stores it in the 12C form',
  },
  'ORA-12541': {
    code: 'no-listener',
    says: 'no listener answers there',
    hint: 'check host and port of connect_string, and whether the database is up',
    passing: 'connection',
  },
  'NJS-503': {
    code: 'cannot-connect',
    says: 'the host does not take the connection',
    hint: 'check host and port of connect_string, the firewall between, and whether the listener is up',
    passing: 'connection',
  },
  'NJS-530': {
    code: 'unknown-host',
    says: 'the host name is not known here',
    hint: 'check the host in connect_string',
    passing: 'connection',
  },
  'ORA-12514': {
    code: 'unknown-service',
    says: 'the listener does not know the service',
    hint: 'check the part behind the slash in connect_string; the DBA lists services with: lsnrctl services',
    passing: 'connection',
  },
  'NJS-518': {
    code: 'unknown-service',
    says: 'the listener does not know the service',
    hint: 'check the part behind the slash in connect_string; the DBA lists services with: lsnrctl services',
    passing: 'connection',
  },
  'NJS-519': {
    code: 'unknown-service',
    says: 'the listener does not know the SID',
    hint: 'use a service name: host:port/service',
    passing: 'connection',
  },
  'NJS-511': {
    code: 'refused',
    says: 'the listener refuses the connection',
    hint: 'the DBA finds the reason in the listener log',
    passing: 'connection',
  },
  'ORA-12170': {
    code: 'connect-timeout',
    says: 'the connection was not made in time',
    hint: 'check the firewall between; connection.connect_timeout sets the time',
    passing: 'connection',
  },
  'NJS-510': {
    code: 'connect-timeout',
    says: 'the connection was not made in time',
    hint: 'check the firewall between; connection.connect_timeout sets the time',
    passing: 'connection',
  },
  'NJS-516': {
    code: 'no-names-file',
    says: 'connect_string is a name, and no folder of tnsnames.ora is set',
    hint: NAMES_HINT,
  },
  'NJS-517': {
    code: 'unknown-name',
    says: 'tnsnames.ora does not hold the name',
    hint: NAMES_HINT,
  },
  'NJS-520': {
    code: 'no-names-file',
    says: 'there is no tnsnames.ora in the folder',
    hint: NAMES_HINT,
  },
  'NJS-512': {
    code: 'bad-connect-string',
    says: 'connect_string cannot be understood, or the wallet cannot be read',
    hint: 'write it as host:port/service; for tcps, wallet_location is a folder that holds ewallet.pem',
  },
  'NJS-514': {
    code: 'bad-connect-string',
    says: 'connect_string cannot be understood',
    hint: 'write it as host:port/service',
  },
  'NJS-515': {
    code: 'bad-connect-string',
    says: 'connect_string cannot be understood',
    hint: 'write it as host:port/service',
  },
  'NJS-505': { code: 'tls', says: 'the wallet cannot be opened', hint: TLS_HINT },
  'NJS-529': { code: 'tls', says: 'the wallet is not in PEM form', hint: TLS_HINT },
  'NJS-506': {
    code: 'tls',
    says: 'the TLS handshake failed, or the certificate is not trusted',
    hint: TLS_HINT,
  },
  'NJS-507': { code: 'tls', says: 'the certificate bears another name', hint: TLS_HINT },
  'NJS-508': {
    code: 'tls',
    says: 'the certificate does not bear the name of the host',
    hint: TLS_HINT,
  },
  'NJS-533': {
    code: 'native-encryption',
    says: 'the server insists on native network encryption, which the thin driver does not speak',
    hint: 'ask the DBA for a TCPS listener, or for encryption that is "accepted" rather than "required"',
  },
  'ORA-12660': {
    code: 'native-encryption',
    says: 'the server insists on native network encryption, which the thin driver does not speak',
    hint: 'ask the DBA for a TCPS listener, or for encryption that is "accepted" rather than "required"',
  },
  'NJS-138': {
    code: 'old-server',
    says: 'the server is older than the driver can speak to',
    hint: 'Oracle 12.1 or later is needed',
  },
  'ORA-02391': {
    code: 'too-many-sessions',
    says: 'the login has as many sessions as its profile allows',
    hint: BUSY_HINT,
    passing: 'connection',
  },
  'ORA-00018': {
    code: 'too-many-sessions',
    says: 'the server has no session left',
    hint: BUSY_HINT,
    passing: 'connection',
  },
  'ORA-00020': {
    code: 'too-many-sessions',
    says: 'the server has no process left',
    hint: BUSY_HINT,
    passing: 'connection',
  },
  'ORA-12516': {
    code: 'too-many-sessions',
    says: 'the listener has no handler free',
    hint: BUSY_HINT,
    passing: 'connection',
  },
  'ORA-12520': {
    code: 'too-many-sessions',
    says: 'the listener has no handler free',
    hint: BUSY_HINT,
    passing: 'connection',
  },
  'ORA-01033': {
    code: 'not-open',
    says: 'the database is starting or shutting down',
    hint: 'run again when it is open',
    passing: 'connection',
  },
  'ORA-01034': {
    code: 'not-open',
    says: 'the database is not started',
    hint: 'run again when it is open',
    passing: 'connection',
  },
  'ORA-01109': {
    code: 'not-open',
    says: 'the database is not open',
    hint: 'run again when it is open',
    passing: 'connection',
  },
  'ORA-01035': {
    code: 'not-open',
    says: 'the database is open to its administrators only',
    hint: 'run again when it is open',
    passing: 'connection',
  },
  'NJS-500': {
    code: 'login-broken',
    says: 'the connection was closed during the login',
    hint: 'the server may allow certain hosts only (tcp.validnode_checking in its sqlnet.ora), or a firewall cut it',
    passing: 'connection',
  },
};

const MISSING_HINT =
  'run ssd-extract check: it lists everything that is missing or may not be read';
const LOST: Known = {
  code: 'connection-lost',
  says: 'the connection was lost',
  hint: 'a network fault, a firewall that cuts quiet connections, or a session that the DBA ended',
  passing: 'connection',
};
const BAD_DATE: Known = {
  code: 'bad-date',
  says: 'a text that should be a date is none',
  hint: 'the mapping must say to_datetime there; please report it',
};

const QUERY: Readonly<Record<string, Known>> = {
  'ORA-00942': {
    code: 'missing-table',
    says: 'a table or view is not there, or the login may not read it',
    hint: MISSING_HINT,
  },
  'ORA-00904': {
    code: 'missing-column',
    says: 'a column is not there, or a function may not be used',
    hint: MISSING_HINT,
  },
  'ORA-01031': { code: 'no-right', says: 'the login lacks a right', hint: MISSING_HINT },
  'ORA-41900': { code: 'no-right', says: 'the login lacks a right', hint: MISSING_HINT },
  'ORA-01555': {
    code: 'snapshot-too-old',
    says: 'the server no longer has the state of the data that this run reads: its undo is too small, or kept for too short a time',
    hint: `${QUIET_HINT} (undo_retention longer than a run)`,
  },
  'ORA-22924': {
    code: 'snapshot-too-old',
    says: 'the server no longer has the state of a long text that this run reads',
    hint: `${QUIET_HINT} (retention of the LOB column)`,
  },
  'ORA-01466': {
    code: 'table-changed',
    says: 'a table was made anew after this run began, so its former state cannot be read',
    hint: 'run after the reporting tables have been rebuilt',
  },
  'ORA-08103': {
    code: 'table-changed',
    says: 'a table was emptied or made anew while it was read',
    hint: 'run after the reporting tables have been rebuilt',
  },
  'ORA-01652': {
    code: 'server-temp-full',
    says: 'the server has no temporary space left for sorting',
    hint: `${QUIET_HINT} (the TEMP tablespace of the login)`,
  },
  'ORA-04030': { code: 'server-memory', says: 'the server is out of memory', hint: QUIET_HINT },
  'ORA-04031': {
    code: 'server-memory',
    says: 'the server is out of shared memory',
    hint: QUIET_HINT,
  },
  'ORA-04036': {
    code: 'server-memory',
    says: 'the server is at its limit of memory for sessions',
    hint: QUIET_HINT,
  },
  'ORA-00040': {
    code: 'resource-limit',
    says: 'the query took longer than the resource plan allows',
    hint: LIMIT_HINT,
  },
  'ORA-02392': {
    code: 'resource-limit',
    says: 'the session used more processor time than its profile allows',
    hint: LIMIT_HINT,
  },
  'ORA-02393': {
    code: 'resource-limit',
    says: 'the query used more processor time than its profile allows',
    hint: LIMIT_HINT,
  },
  'ORA-02394': {
    code: 'resource-limit',
    says: 'the session read more than its profile allows',
    hint: LIMIT_HINT,
  },
  'ORA-02395': {
    code: 'resource-limit',
    says: 'the query read more than its profile allows',
    hint: LIMIT_HINT,
  },
  'ORA-02399': {
    code: 'resource-limit',
    says: 'the session was open for longer than its profile allows',
    hint: LIMIT_HINT,
  },
  'ORA-00060': {
    code: 'deadlock',
    says: 'the server ended the query to resolve a deadlock',
    hint: 'run outside the hours of heavy use',
    passing: 'contention',
  },
  'ORA-00054': {
    code: 'busy',
    says: 'another session holds what the query needs',
    hint: 'run outside the hours of heavy use',
    passing: 'contention',
  },
  'ORA-04021': {
    code: 'busy',
    says: 'another session holds what the query needs',
    hint: 'run outside the hours of heavy use',
    passing: 'contention',
  },
  'ORA-01013': {
    code: 'cancelled',
    says: 'the server cancelled the query',
    hint: 'a limit of the server or its DBA may have ended it; run again',
  },
  'ORA-01722': {
    code: 'bad-number',
    says: 'a text that should be a number is none',
    hint: 'the mapping must say to_integer or to_float there; please report it',
  },
  'ORA-00932': {
    code: 'types-differ',
    says: 'the query mixes kinds of values that Oracle keeps apart',
    hint: "a column may have another type here than in the CMS's catalogue (a DATE that is a TIMESTAMP there); please report it",
  },
  'ORA-01489': {
    code: 'text-too-long',
    says: 'a text put together in the query is longer than Oracle allows',
    hint: 'please report it',
  },
  'ORA-01843': BAD_DATE,
  'ORA-01847': BAD_DATE,
  'ORA-01861': BAD_DATE,
  'ORA-00600': {
    code: 'server-fault',
    says: 'the server met an internal error',
    hint: 'the DBA finds it in the alert log',
  },
  'NJS-123': {
    code: 'stalled',
    says: 'the server sent nothing for too long',
    hint: 'connection.stall_timeout sets how long is waited for one answer, in seconds',
    passing: 'connection',
  },
  'NJS-500': LOST,
  'NJS-501': LOST,
  'NJS-521': LOST,
  'NJS-003': LOST,
  'ORA-03113': LOST,
  'ORA-03114': LOST,
  'ORA-03135': LOST,
};

interface DriverError {
  readonly code?: string;
  readonly errorNum?: number;
  readonly message?: string;
  /** Where in the statement a parse error is. */
  readonly offset?: number;
}

const numberOf = ({ errorNum }: DriverError): string | undefined =>
  errorNum === undefined ? undefined : `ORA-${String(errorNum).padStart(5, '0')}`;

/**
 * What the server or the driver said: the ORA number where there is one, else the driver's code.
 */
function lookUp(
  error: unknown,
  table: Readonly<Record<string, Known>>,
): { readonly number: string; readonly known: Known | undefined } {
  const facts = error as DriverError;
  // a refusal of the listener carries its number in the text only
  const cause =
    facts.code === 'NJS-511'
      ? /ORA-\d+/.exec(facts.message ?? '')?.[0].replace(/\d+/, (digits) => digits.padStart(5, '0'))
      : undefined;
  const numbers = [numberOf(facts), cause, facts.code].filter((item) => item !== undefined);
  const named = numbers.find((item) => item in table);
  return {
    number: cause ?? named ?? numbers[0] ?? '',
    known: named === undefined ? undefined : table[named],
  };
}

const inBrackets = (number: string): string => (number === '' ? '' : ` (${number})`);

/** Why a login failed, and whether waiting may mend it. */
export function loginError(
  error: unknown,
  target: string,
): { readonly error: SsdError; readonly passing: Passing | undefined } {
  if (error instanceof SsdError) {
    return { error, passing: error.code === 'connect-timeout' ? 'connection' : undefined };
  }
  const { number, known } = lookUp(error, LOGIN);
  const { code, says, hint } = known ?? {
    code: 'cannot-connect',
    says: 'the connection could not be made',
    hint: 'docs/oracle.md lists the usual causes by number',
  };
  return {
    error: new ConnectionError({
      code,
      message: `${target}: ${says}${inBrackets(number)}`,
      hint,
      cause: error,
    }),
    passing: known?.passing,
  };
}

/**
 * What the server said of a query, in words of ours; names of tables and columns come from the
 * query itself.
 */
export function queryError(
  error: unknown,
  query: { readonly name: string; readonly sql: string },
): SsdError {
  if (error instanceof SsdError) return error;
  const { number, known } = lookUp(error, QUERY);
  if (!known) {
    const hint = /^NJS-1\d\d$/.test(number)
      ? 'the driver could not read the answer; a smaller connection.fetch_size may help'
      : `sql/ holds the query of ${query.name}; try it on the database`;
    return new ExtractionError({
      code: 'query-failed',
      message: `${query.name}: the query failed${inBrackets(number)}`,
      hint,
      cause: error,
    });
  }
  const place = ['missing-table', 'missing-column', 'no-right'].includes(known.code)
    ? nameAt(query.sql, (error as DriverError).offset)
    : '';
  return new ExtractionError({
    code: known.code,
    message: `${query.name}: ${known.says}${place}${inBrackets(number)}`,
    hint: known.hint,
    cause: error,
    ...(known.passing ? { passing: known.passing } : {}),
  });
}

/** The quoted name that stands where a parse error points to. */
function nameAt(sql: string, offset: number | undefined): string {
  const name =
    offset === undefined ? undefined : /^"[^"]+"(?:\."[^"]+")*/.exec(sql.slice(offset))?.[0];
  return name === undefined ? '' : `: ${name.replaceAll('"', '')}`;
}
