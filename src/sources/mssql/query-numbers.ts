import type { Passing } from '../../problems/errors.ts';

type KnownQueryError = readonly [code: string, says: string, hint: string, passing?: Passing];

const CHECK = 'ssd-extract check lists everything that is missing or may not be read';
const LATER = 'the object is read again from its start; if it goes on, run at a quieter hour';
export const LINK =
  'look for a firewall or proxy that ends long connections, and for a restart of the server';
const AFTER_LOAD = 'run after the nightly load or restore is done';
const REPLICA =
  'give the listener of the availability group as connection.server, and leave read_only_intent out';
const CONVERSION =
  'a value in the CMS does not fit its conversion; the query of the object in sql/ shows which columns are converted';

/** Errors of a query, by number. What they say is ours: the server's own text may quote a value. */
export const QUERY_NUMBERS: Readonly<Record<number, KnownQueryError>> = {
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
  241: ['bad-value', 'a text is no date', CONVERSION],
  242: ['bad-value', 'a date is out of range', CONVERSION],
  245: ['bad-value', 'a text is no number', CONVERSION],
  8114: ['bad-value', 'a value does not fit its type', CONVERSION],
  8115: ['bad-value', 'a number is too large for its type', CONVERSION],
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
  922: ['database-recovering', 'the database is still being recovered', AFTER_LOAD],
  927: ['database-restoring', 'the database NAME is being restored', AFTER_LOAD],
  942: ['database-offline', 'the database NAME is offline', 'ask the DBA when it is back'],
  976: ['replica-not-readable', 'this copy of the database may not be read', REPLICA],
  978: ['replica-wants-intent', 'this copy wants read-only intent', REPLICA],
  983: ['replica-changing', 'its availability group is between two roles', LATER, 'contention'],
  596: ['connection-lost', 'the session was ended on the server', LINK, 'connection'],
  6005: ['connection-lost', 'the server is shutting down', LINK, 'connection'],
  40197: ['connection-lost', 'the service moved the database', LINK, 'connection'],
  40501: ['contention', 'the service is busy', LATER, 'contention'],
  40613: ['connection-lost', 'the database is not available at present', LINK, 'connection'],
};
