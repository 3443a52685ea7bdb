import type { Passing } from '../../problems/errors.ts';

export type KnownLogin = readonly [code: string, says: string, hint: string];

const ACCOUNT = 'the password is not tried again, so that the account is not locked';

/** Errors of a login, by SQLSTATE. */
export const LOGIN_STATES: Readonly<Record<string, KnownLogin>> = {
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
export const TRANSIENT_STATES: ReadonlySet<string> = new Set(['53300', '57P01', '57P02', '57P03']);

const CANNOT_CHECK =
  'give the PEM file of the authority that signed it as connection.ca_file; connection.trust_server_certificate: true takes any certificate, and every manifest will say so';

/** Errors of a login that the server has no state for, by what the driver and Node say. */
export const DRIVER_FAILURES: readonly (readonly [RegExp, KnownLogin, Passing?])[] = [
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

export const NO_ANSWER: KnownLogin = [
  'no-connection',
  'ended the connection before the login was done',
  'check host and port: something else may listen there',
];
