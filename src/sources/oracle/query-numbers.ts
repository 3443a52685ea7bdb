import type { KnownNumber } from './login-numbers.ts';

const QUIET_HINT = 'run outside the hours of heavy use; docs/oracle.md says what to ask the DBA';
const LIMIT_HINT =
  'ask the DBA to raise the limit of the profile or resource plan for this login, or run outside the hours';
const MISSING_HINT =
  'run ssd-extract check: it lists everything that is missing or may not be read';
const LOST: KnownNumber = {
  code: 'connection-lost',
  says: 'the connection was lost',
  hint: 'a network fault, a firewall that cuts quiet connections, or a session that the DBA ended',
  passing: 'connection',
};
const BAD_DATE: KnownNumber = {
  code: 'bad-date',
  says: 'a text that should be a date is none',
  hint: 'the mapping must say to_datetime there; please report it',
};

/** Why a query failed. */
export const QUERY_NUMBERS: Readonly<Record<string, KnownNumber>> = {
  'ORA-00942': {
    code: 'missing-table',
    says: 'a table or view is not there, or the login may not read it',
    hint: MISSING_HINT,
  },
  'ORA-00972': {
    code: 'long-name',
    says: 'a name of the query is longer than the 30 bytes that this database allows',
    hint: 'the DBA raises the parameter compatible to 12.2 or later; docs/oracle.md says how to look',
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
