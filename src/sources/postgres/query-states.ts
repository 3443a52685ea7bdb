import type { Passing } from '../../problems/errors.ts';

export type KnownFailure = readonly [code: string, says: string, hint: string, passing?: Passing];

const CHECK = 'ssd-extract check lists everything that is missing or may not be read';
const LATER = 'the object is read again from its start; if it goes on, run at a quieter hour';
export const LINK =
  'look for a firewall or proxy that ends long connections, and for a restart of the server';
const VALUE =
  'a value in the CMS does not fit its conversion; the query of the object in sql/ shows which columns are converted';
const TYPE =
  'a column has another type than the query expects; ssd-extract check shows the types that are there';

/**
 * Errors of a query, by SQLSTATE or its class. What they say is ours: the server's own text may
 * quote a value.
 */
export const QUERY_STATES: Readonly<Record<string, KnownFailure>> = {
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
  '42601': [
    'bad-sql',
    'it is not SQL that PostgreSQL can read at NAME',
    'mend the SQL of the override',
  ],
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
