/** Marks the file as ours: "SSDH". */
export const APPLICATION = 0x53534448;
/** Of the tables below. */
export const VERSION = 1;

/** Tables that an analyst may read as well: one row a run, and what belongs to it. */
export const SCHEMA = `
create table run (
  run text primary key,
  site text not null,
  cms text not null,
  spec text,
  tool text not null,
  node text not null,
  server text,
  as_of text not null,
  window_years integer not null,
  started text not null,
  finished text not null,
  milliseconds integer not null,
  status text not null,
  exit_code integer not null,
  error text,
  bundle text,
  bytes integer not null
) strict, without rowid;
create table object (
  run text not null references run on delete cascade,
  object text not null,
  status text not null,
  rows integer not null,
  bytes integer not null,
  milliseconds integer not null,
  restarts integer not null,
  primary key (run, object)
) strict, without rowid;
create table finding (
  run text not null references run on delete cascade,
  object text not null,
  field text not null,
  rule text not null,
  severity text not null,
  count integer not null,
  primary key (run, object, field, rule, severity)
) strict, without rowid;
create table warning (
  run text not null references run on delete cascade,
  code text not null,
  object text
) strict;
create index warning_of_run on warning (run);
`;

/** By table, the column that holds each property of a record. */
export const COLUMNS = {
  run: {
    run: 'run',
    site: 'site',
    cms: 'cms',
    spec: 'spec',
    tool: 'tool',
    node: 'node',
    server: 'server',
    asOf: 'as_of',
    windowYears: 'window_years',
    started: 'started',
    finished: 'finished',
    milliseconds: 'milliseconds',
    status: 'status',
    exitCode: 'exit_code',
    error: 'error',
    bundle: 'bundle',
    bytes: 'bytes',
  },
  object: {
    run: 'run',
    object: 'object',
    status: 'status',
    rows: 'rows',
    bytes: 'bytes',
    milliseconds: 'milliseconds',
    restarts: 'restarts',
  },
  finding: {
    run: 'run',
    object: 'object',
    field: 'field',
    rule: 'rule',
    severity: 'severity',
    count: 'count',
  },
  warning: { run: 'run', code: 'code', object: 'object' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;
