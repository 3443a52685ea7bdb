import { type Mutant, changes } from './mutant.ts';

export const sources: readonly Mutant[] = [
  ...changes(
    'sources/mssql/isolation.ts',
    ['wire/mssql-login.test.ts'],
    [
      [
        "isolation === 'auto' && everywhere",
        'everywhere',
        'the isolation that the site asks for is not used',
      ],
      [
        'databases.every((name)',
        'databases.some((name)',
        'SNAPSHOT is asked of a database that does not allow it',
      ],
      [
        'state.rowVersions || state.readOnly',
        'state.rowVersions',
        'the manifest says less than is true of a read-only copy',
      ],
    ],
  ),
  ...changes(
    'sources/mssql/connect.ts',
    ['wire/mssql-login.test.ts'],
    [
      [
        'enableImplicitTransactions: true',
        'enableImplicitTransactions: false',
        'each query shows another moment',
      ],
    ],
  ),
  ...changes(
    'sources/mssql/connect.ts',
    ['wire/mssql-connect.test.ts'],
    [
      [
        'isTransientLogin(error) && performance',
        'performance',
        'a wrong password is tried until the account is locked',
      ],
      [
        'performance.now() + wait < until',
        'performance.now() < until + 60_000',
        'a busy service is asked beyond the time for connecting',
      ],
    ],
  ),
  ...changes(
    'sources/mssql/login.ts',
    ['wire/mssql-login.test.ts'],
    [
      [
        'readOnlyIntent: connection.read_only_intent',
        'readOnlyIntent: true',
        'a read-only copy is asked for against the site file',
      ],
      [
        'port !== undefined && instance !== undefined',
        'false',
        'a port and an instance contradict each other',
      ],
    ],
  ),
  ...changes(
    'sources/mssql/login.ts',
    ['wire/mssql-connect.test.ts'],
    [
      [
        'trustServerCertificate: connection.trust_server_certificate',
        'trustServerCertificate: true',
        'any certificate is taken',
      ],
    ],
  ),
  ...changes(
    'sources/mssql/values.ts',
    ['wire/mssql-values.test.ts'],
    [
      [
        'Math.abs(value) * 10 ** scale >= EXACT',
        'Math.abs(value) === Number.POSITIVE_INFINITY',
        'digits of a large decimal are made up',
      ],
      [
        "return (value) => String(value).replace(/ +$/, '');",
        'return String;',
        'padding of the database in the cells',
      ],
      ['nanosecondsDelta * NANOSECONDS', '0 * NANOSECONDS', 'parts of a second are lost'],
      ["(value === true ? '1' : '0')", "(value === true ? '0' : '1')", 'yes is no'],
    ],
  ),
  ...changes(
    'sources/oracle/values.ts',
    ['wire/oracle-values.test.ts'],
    [
      [
        '[oracledb.DB_TYPE_CHAR, unpadded]',
        '[oracledb.DB_TYPE_CHAR, text]',
        'padding of the database in the cells',
      ],
      [
        '[oracledb.DB_TYPE_NUMBER, text],',
        '[oracledb.DB_TYPE_NUMBER, { type: oracledb.DB_TYPE_NUMBER }],',
        'digits of a large number are lost',
      ],
      [
        'if (lossy.length === 0) return;',
        'return;',
        'a DATE is read in the time zone of this machine',
      ],
    ],
  ),

  ...changes(
    'sources/mssql/guard.ts',
    ['wire/mssql-routing.test.ts'],
    [
      [
        'if (elsewhere && (!encrypt || trust_server_certificate)) {',
        'if (elsewhere && !encrypt) {',
        'a server that nobody checked sends the password elsewhere',
      ],
      ['if (++routes > MOST_ROUTES)', 'if (++routes > 1000)', 'servers route in a circle'],
      [
        'secured.socket === inside.socket ? secured.stream : undefined',
        'secured.stream',
        'the password goes out on another socket than the one that was judged',
      ],
    ],
  ),
  ...changes(
    'sources/mssql/guard.ts',
    ['wire/mssql-connect.test.ts'],
    [
      [
        "if (site.encrypt && !stream) throw fault('the server does not encrypt', 'ENOENCRYPT');",
        '',
        'a server that does not encrypt is told as one with a bad certificate',
      ],
    ],
  ),
  ...changes(
    'sources/result-columns.ts',
    ['wire/result-columns.test.ts'],
    [
      [
        'if (place < 0 && expected.length === found.length) return undefined;',
        'if (place < 0) return undefined;',
        'columns too many are passed over',
      ],
      [
        'const fault = columns && found && columnFault(columns, found);',
        'const fault = columns && found && columns.length !== found.length ? columnFault(columns, found) : undefined;',
        'columns in another order land in the wrong fields',
      ],
    ],
  ),
  ...changes(
    'sources/mssql/write-rights.ts',
    ['wire/mssql-rights.test.ts'],
    [
      [
        `o."parent_object_id" = 0 and o."is_ms_shipped" = 0`,
        'o."parent_object_id" = 0',
        'no login of a real server would be a reader',
      ],
      [
        `has_perms_by_name(\${named}, 'OBJECT', r."right") = 1`,
        '1 = 2',
        'a login that may write to one table is taken for a reader',
      ],
      [
        `has_perms_by_name(quotename(s."name"), 'SCHEMA', r."right") = 1`,
        '1 = 2',
        'a login that may write to one schema is taken for a reader',
      ],
      [
        `and p."state" in ('G', 'W')`,
        `and p."state" in ('D')`,
        'a login that may write to one column is taken for a reader',
      ],
    ],
  ),
  ...changes(
    'sources/oracle/probe.ts',
    ['wire/oracle-rights.test.ts'],
    [
      [
        'union all select grantee, privilege, owner, table_name from all_col_privs_recd',
        '',
        'a login that may write to one column is taken for a reader',
      ],
      [
        `and (g.grantee <> 'PUBLIC' or u.username is null)`,
        '',
        'no login of a real server would be a reader',
      ],
      [
        `and (g.grantee <> 'PUBLIC' or u.username is null)`,
        `and g.grantee <> 'PUBLIC'`,
        'a table that everybody may write to is not told',
      ],
    ],
  ),
];
