// A table, and therefore long: the numbers of failed logins and what each means, one place for both
// the messages and the check that docs/oracle.md explains every one.
import type { Passing } from '../../problems/errors.ts';

/** What a number of the server or the driver means. */
export interface KnownNumber {
  readonly code: string;
  /**
   * What happened, in words; the server's own text may hold a value of the CMS and is not shown.
   */
  readonly says: string;
  readonly hint: string;
  /** Set where waiting may mend it. */
  readonly passing?: Passing;
}

const PASSWORD_HINT =
  'nothing is tried again, so that the account is not locked; docs/oracle.md says how the login is made';
const BUSY_HINT = 'ask the DBA for sessions of this login, or set connection.parallel: 1';
const NAMES_HINT =
  'set connection.tns_admin to the folder of tnsnames.ora, or write connect_string as host:port/service';
const TLS_HINT =
  'docs/oracle.md, "Wallet and TLS", says what wallet_location must hold and which name the certificate must bear';

/** In place of a connect_string that cannot be understood, when it is only a name. */
export const BAD_NAMES_FILE: KnownNumber = {
  code: 'bad-names-file',
  says: 'tnsnames.ora in tns_admin cannot be understood',
  hint: 'look for a bracket that is not closed before or in the entry; or write connect_string as host:port/service',
};

/** Why a login failed. */
export const LOGIN_NUMBERS: Readonly<Record<string, KnownNumber>> = {
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
