import { type Backing, type Result, StatementError } from './backing.ts';
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
  /** Its rights below the database, by kind: how many, and the first. */
  readonly mayBelow?: readonly (readonly [
    right: string,
    kind: 'schema' | 'table' | 'procedure' | 'column',
    count: string,
    example: string,
  ])[];
  /** Columns that the login may SELECT. */
  readonly columns?: readonly {
    readonly schema: string;
    readonly table: string;
    readonly column: string;
    /** As it is declared: `nvarchar(48)`. */
    readonly type: string;
    /** Where it is not the database of the login. */
    readonly database?: string;
  }[];
  /** Synonyms of the database, and what each stands for: `[HDM].[dbo].[T]`. */
  readonly synonyms?: readonly {
    readonly schema: string;
    readonly name: string;
    readonly base: string;
  }[];
  /** Tables with the first column of each index; null where a table has none. */
  readonly indexes?: readonly (readonly [table: string, column: string | null])[];
}

/**
 * A backing with the system's answers before it: version, state of the database, rights of the
 * login, columns of tables.
 */
export function withSystem(facts: SystemFacts, backing: Backing): Backing {
  return {
    execute: (statement) =>
      describe(statement, backing) ?? answerSystem(facts, statement) ?? backing.execute(statement),
  };
}

/** `sys.dm_exec_describe_first_result_set`: what the backing would refuse, asked without values. */
function describe(statement: Statement, backing: Backing): Promise<Result> | undefined {
  const { sql, parameters } = statement;
  if (!/\bdm_exec_describe_first_result_set\b/i.test(sql)) return undefined;
  const given = (name: string): string =>
    parameters.find((parameter) => parameter.name === name)?.value ?? '';
  const bound = [...given('declared').matchAll(/@(\w+) (\w+)/g)].map(([, name = '', type]) => ({
    name,
    kind: KINDS[type ?? ''] ?? ('text' as const),
    value: null,
  }));
  const columns = [int('error_number'), text('error_message')];
  return Promise.resolve(
    backing.execute({ ...statement, sql: given('text'), parameters: bound }),
  ).then(
    () => replayed(columns, []),
    (error: unknown) => {
      if (!(error instanceof StatementError)) throw error;
      return replayed(columns, [[String(error.facts.number), error.message]]);
    },
  );
}

const KINDS: Readonly<Record<string, 'integer' | 'decimal'>> = {
  bigint: 'integer',
  decimal: 'decimal',
};

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
    const asked = [...sql.matchAll(/(?:member\('(\w+)'\)|'DATABASE', '([\w ]+)')/g)].map(
      ([, role, right]) => role ?? right ?? '',
    );
    return row(
      asked.map((name) => bit(facts.may?.includes(name))),
      'int',
    );
  }
  if (/\bsys\.database_permissions\b/i.test(sql)) {
    const columns = [text('right'), text('kind'), int('count'), text('example')];
    return replayed(columns, facts.mayBelow ?? []);
  }
  if (/\bsys\.index_columns\b/i.test(sql)) {
    const tables = new Set(values('t'));
    const found = (facts.indexes ?? []).filter(([table]) => tables.has(table));
    return replayed([text('name'), text('name')], found);
  }
  if (/\bINFORMATION_SCHEMA\.COLUMNS\b/i.test(sql)) {
    const tables = new Set(values('t').map((name) => name.toUpperCase()));
    const [, database = facts.database] = /"(\w+)"\.INFORMATION_SCHEMA/.exec(sql) ?? [];
    const found = (facts.columns ?? []).filter(
      (column) =>
        (column.database ?? facts.database).toUpperCase() === database.toUpperCase() &&
        column.schema.toUpperCase() === value('schema').toUpperCase() &&
        tables.has(column.table.toUpperCase()),
    );
    return replayed(
      [
        ...['TABLE_NAME', 'COLUMN_NAME', 'DATA_TYPE'].map(text),
        ...['length', 'precision', 'scale'].map(int),
      ],
      found.map(({ table, column, type }) => [table, column, ...sizesOf(type)]),
    );
  }
  if (/\bsys\.synonyms\b/i.test(sql)) {
    const names = new Set(values('t').map((name) => name.toUpperCase()));
    const found = (facts.synonyms ?? []).filter(
      ({ schema, name }) =>
        schema.toUpperCase() === value('schema').toUpperCase() && names.has(name.toUpperCase()),
    );
    return replayed(
      [text('name'), text('base_object_name')],
      found.map(({ name, base }) => [name, base]),
    );
  }
  return undefined;
}

/** `decimal(18,2)` → its name, length, precision and scale. */
function sizesOf(declared: string): (string | null)[] {
  const [, type = '', first, second] = /^([^(]*)(?:\((\w+)(?:,\s*(\d+))?\))?/.exec(declared) ?? [];
  const decimal = /^(decimal|numeric)$/i.test(type);
  const size = first === 'max' ? '-1' : (first ?? null);
  return decimal ? [type, null, size, second ?? '0'] : [type, size, null, null];
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
