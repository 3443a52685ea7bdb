import type { Backing, Result } from './backing.ts';
import { replayed } from './replay.ts';
import type { Statement } from './requests.ts';
import type { Column } from './tokens.ts';

/** What a server says when it is asked about itself. */
export interface SystemFacts {
  readonly database: string;
  readonly version?: string;
  readonly snapshot?: boolean;
  readonly rowVersions?: boolean;
  readonly readOnly?: boolean;
  readonly collation?: string;
  /**
   * Roles and rights of the login beyond reading: `sysadmin`, `db_owner`, `db_datawriter`, `INSERT`
   * and so on.
   */
  readonly may?: readonly string[];
  /** Columns that the login may SELECT. */
  readonly columns?: readonly {
    readonly schema: string;
    readonly table: string;
    readonly column: string;
    readonly type: string;
  }[];
  /** Tables with the first column of each index; null where a table has none. */
  readonly indexes?: readonly (readonly [table: string, column: string | null])[];
}

/**
 * A backing with the system's answers before it: version, state of the database, rights of the
 * login, columns of tables.
 */
export function withSystem(facts: SystemFacts, backing: Backing): Backing {
  return { execute: (statement) => answerSystem(facts, statement) ?? backing.execute(statement) };
}

function answerSystem(facts: SystemFacts, { sql, parameters }: Statement): Result | undefined {
  const value = (name: string): string =>
    parameters.find((parameter) => parameter.name === name)?.value ?? '';
  const values = (prefix: string): string[] =>
    parameters
      .filter(({ name }) => new RegExp(`^${prefix}\\d+$`).test(name))
      .map((parameter) => parameter.value ?? '');
  if (/\bserverproperty\s*\(/i.test(sql)) {
    return row([facts.version ?? '16.0.4135.4', 'Developer Edition (64-bit)'], 'nvarchar(128)');
  }
  if (/\bfrom sys\.databases\b/i.test(sql)) {
    const known = values('d').filter((name) => name.toUpperCase() === facts.database.toUpperCase());
    return replayed(
      [text('name'), int('snapshot'), int('versions'), text('updateability'), text('collation')],
      known.map((name) => [
        name,
        bit(facts.snapshot),
        bit(facts.rowVersions),
        facts.readOnly ? 'READ_ONLY' : 'READ_WRITE',
        facts.collation ?? 'Latin1_General_CI_AS',
      ]),
    );
  }
  if (/\bis_srvrolemember\s*\(/i.test(sql)) {
    const asked = [...sql.matchAll(/(?:member\('(\w+)'\)|'DATABASE', '(\w+)')/g)].map(
      ([, role, right]) => role ?? right ?? '',
    );
    return row(
      asked.map((name) => bit(facts.may?.includes(name))),
      'int',
    );
  }
  if (/\bsys\.index_columns\b/i.test(sql)) {
    const tables = new Set(values('t'));
    const found = (facts.indexes ?? []).filter(([table]) => tables.has(table));
    return replayed([text('name'), text('name')], found);
  }
  if (/\bINFORMATION_SCHEMA\.COLUMNS\b/i.test(sql)) {
    const tables = new Set(values('t').map((name) => name.toUpperCase()));
    const found = (facts.columns ?? []).filter(
      ({ schema, table }) =>
        schema.toUpperCase() === value('schema').toUpperCase() && tables.has(table.toUpperCase()),
    );
    return replayed(
      [text('TABLE_NAME'), text('COLUMN_NAME'), text('DATA_TYPE')],
      found.map(({ table, column, type }) => [table, column, type]),
    );
  }
  return undefined;
}

const text = (name: string): Column => ({ name, type: 'nvarchar(128)' });
const int = (name: string): Column => ({ name, type: 'int' });
const bit = (yes: boolean | undefined): string => (yes ? '1' : '0');

function row(values: readonly string[], type: string): Result {
  return replayed(
    values.map((_, index) => ({ name: `c${index + 1}`, type })),
    [values],
  );
}
