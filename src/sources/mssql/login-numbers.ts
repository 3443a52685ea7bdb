/** What it is called, what the server does, and what to do next. */
export type KnownLogin = readonly [code: string, says: string, hint: string];

const ACCOUNT = 'the password is not tried again, so that the account is not locked';

const AFTER_LOAD = 'run after the nightly load or restore is done';
const REPLICA = 'connection.server is best the name of the listener of the availability group';

/** Why the server refused a login. */
export const LOGIN_NUMBERS: Readonly<Record<number, KnownLogin>> = {
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
  921: ['database-recovering', 'is still opening the database', AFTER_LOAD],
  922: ['database-recovering', 'is still recovering the database', AFTER_LOAD],
  924: [
    'database-single-user',
    'has the database open for one user only',
    'somebody works on it, or a load does: run later, or ask the DBA',
  ],
  927: ['database-restoring', 'is restoring the database', AFTER_LOAD],
  942: ['database-offline', 'has the database offline', 'ask the DBA when it is back'],
  945: [
    'database-offline',
    'cannot open the files of the database',
    'tell the DBA: its log says which file or disk',
  ],
  976: [
    'replica-not-readable',
    'holds a copy of the database that may not be read',
    `${REPLICA}; the DBA allows reading on the secondary, or resumes its data movement`,
  ],
  978: [
    'replica-wants-intent',
    'lets the database be read with read-only intent only',
    'leave connection.read_only_intent out of the site file, or set it to true',
  ],
  979: [
    'replica-wants-intent',
    'lets the database be read with read-only intent only',
    'leave connection.read_only_intent out of the site file, or set it to true',
  ],
  982: [
    'replica-not-readable',
    'knows no copy of the database that may be read',
    `${REPLICA}; or connection.read_only_intent: false reads the primary`,
  ],
  983: [
    'replica-changing',
    'is between two roles of its availability group',
    `a failover is under way: run again in a few minutes. ${REPLICA}`,
  ],
  18401: ['server-upgrading', 'is being upgraded', 'run again when the upgrade is done'],
  18461: [
    'server-single-user',
    'takes one administrator only',
    'somebody works on the server: ask the DBA when it is back',
  ],
  40615: [
    'firewall',
    'does not let this machine in',
    "add this machine's address to the firewall rules of the Azure server",
  ],
  17809: ['too-busy', 'takes no more connections', 'run later, or with connection.parallel: 1'],
};

/** Of a login that may go through a moment later. */
export const TRANSIENT_NUMBERS: ReadonlySet<number> = new Set([
  4221, 10928, 10929, 17187, 40197, 40501, 40613, 42108, 42109, 49918, 49919, 49920,
]);

/** Why there was no connection at all, by what Node says of the socket. */
export const SOCKET_FAULTS: readonly [RegExp, KnownLogin][] = [
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
      'give the certificate of the authority that signed it as connection.ca_file; connection.trust_server_certificate: true takes any certificate, and every manifest will say so',
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

/** Why there was no login, by the code of the driver. */
export const DRIVER_CODES: Readonly<Record<string, KnownLogin>> = {
  ETIMEOUT: [
    'connect-timeout',
    'did not answer in time',
    'check server, port and firewall; connection.connect_timeout is the limit in seconds',
  ],
  EINSTLOOKUP: [
    'no-instance',
    'did not say where the instance listens',
    'the SQL Server Browser must run and UDP 1434 be open; or give connection.port instead of instance',
  ],
  EROUTED: [
    'routed',
    'sends the login on to another server, and nobody has checked who says so',
    'routing needs encrypt: true and a certificate that can be checked (ca_file); or give the name of the copy itself as connection.server, or connection.read_only_intent: false',
  ],
  EROUTEDAGAIN: [
    'routed',
    'and others send the login on in a circle',
    'tell the DBA: read-only routing of the availability group names a server that routes again',
  ],
  EENCRYPT: [
    'encryption-needed',
    'wants an encrypted connection',
    'leave connection.encrypt out of the site file',
  ],
  ENOENCRYPT: [
    'no-encryption',
    'cannot encrypt the connection',
    'have the DBA install a certificate; connection.encrypt: false sends everything readable over the network',
  ],
  EFEDAUTH: [
    'login-refused',
    'was not tried: Azure AD gave no token',
    'check tenant_id, client_id and the secret, and that this machine reaches login.microsoftonline.com',
  ],
  ELOGIN: ['login-refused', 'refused the login', `check user and password; ${ACCOUNT}`],
};

export const OTHER_NUMBER: KnownLogin = ['login-failed', 'ended the login', 'look the number up'];
export const OTHER_FAULT: KnownLogin = [
  'no-connection',
  'ended the connection before the login was done',
  'check server and port: something else may listen there',
];
