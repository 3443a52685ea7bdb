import { ConfigError, ExtractionError } from '../../problems/errors.ts';
import type { BoundParameter } from '../../query/parameter.ts';
import type { OracleConnection } from '../../site/model.ts';
import type {
  DatabaseColumn,
  ServerDescription,
  Source,
  SourceQuery,
  SourceRow,
  TableName,
} from '../source.ts';
import { loginError } from './errors.ts';
import { type Moment, login } from './login.ts';
import { OracleSession } from './rows.ts';

/**
 * Opens Oracle for reading by the driver's thin mode: as many connections as may stream at a time,
 * all at once, so that they show the same moment of the database, or nearly.
 * @throws ConnectionError
 */
export async function openOracle(site: OracleConnection): Promise<OracleSource> {
  const source = new OracleSource(site);
  try {
    await source.connect();
    return source;
  } catch (error) {
    await source.close();
    throw error;
  }
}

export class OracleSource implements Source {
  readonly parallel: number;
  readonly #site: OracleConnection;
  readonly #idle: OracleSession[] = [];
  readonly #waiting: (() => void)[] = [];
  /** Sessions in use and idle ones. */
  #open = 0;
  #moment: Moment | undefined;

  constructor(site: OracleConnection) {
    this.#site = site;
    this.parallel = site.parallel;
  }

  /**
   * The first alone, so that a wrong password is tried once and no more; it settles the moment that
   * all of them show.
   */
  async connect(): Promise<void> {
    for (let count = 0; count < this.parallel; count++) {
      const opened = await login(this.#site, this.#moment).catch((error: unknown) => {
        throw loginError(error, this.#site.connect_string).error;
      });
      this.#moment = opened.moment;
      this.#idle.push(new OracleSession(opened));
      this.#open++;
    }
  }

  async describe(): Promise<ServerDescription> {
    const protocol = (
      await this.#ask(`select sys_context('USERENV', 'NETWORK_PROTOCOL') from dual`)
    )?.[0]?.[0];
    const rights = (await this.#ask(WRITE_RIGHTS))?.map(([right, count]) =>
      count === null || count === undefined ? (right ?? '') : `${right ?? ''} on ${count} table(s)`,
    );
    const { version, warned } = await this.#use((session) =>
      Promise.resolve({ version: session.version, warned: session.warned }),
    );
    const encrypted = /tcps/i.test(protocol ?? this.#site.connect_string);
    return {
      engine: 'oracle',
      version: `Oracle ${version}`,
      encryption: encrypted ? 'TLS (TCPS)' : 'none',
      consistency: this.#consistency(),
      warnings: [
        ...(encrypted
          ? []
          : [
              'the connection is not encrypted: names and addresses of children cross the network in the clear; docs/oracle.md says how to use TCPS',
            ]),
        ...(rights === undefined ? ['whether the login can write could not be found out'] : []),
        ...(rights?.length
          ? [
              `the login can write (${rights.join(', ')}): nothing here does, but a login that only reads is safer`,
            ]
          : []),
        ...(warned ? ['the server says that the password of the login is about to expire'] : []),
      ],
    };
  }

  /** What is worth knowing, but nothing to fail for: undefined when the server will not say. */
  async #ask(sql: string): Promise<readonly SourceRow[] | undefined> {
    try {
      return await this.#rows('the login', sql);
    } catch (error) {
      if (error instanceof ExtractionError && error.passing === undefined) return undefined;
      throw error;
    }
  }

  #consistency(): string {
    if (this.#moment?.kind === 'scn') {
      return `every object shows the same moment, system change number ${this.#moment.scn}`;
    }
    const later = 'one that is read again on a new connection shows a later moment';
    return this.parallel === 1
      ? `one read-only transaction: every object shows the same moment, but ${later}`
      : `a read-only transaction for each of ${this.parallel} connections, begun together: objects may show moments a little apart, and ${later}`;
  }

  async *stream(
    query: SourceQuery,
    { signal, batchSize = this.#site.fetch_size }: { signal: AbortSignal; batchSize?: number },
  ): AsyncGenerator<readonly SourceRow[]> {
    const session = await this.#take();
    try {
      yield* session.stream(query, { signal, batchSize });
    } finally {
      await this.#give(session);
    }
  }

  async columns(tables: readonly TableName[]): Promise<readonly DatabaseColumn[]> {
    const schemas = [...new Set(tables.map((table) => table.schema ?? ''))];
    const found: DatabaseColumn[] = [];
    for (const schema of schemas) {
      const names = tables
        .filter((table) => (table.schema ?? '') === schema)
        .map((table) => table.table);
      // a list may hold 1000 items
      const columns: DatabaseColumn[] = [];
      for (let at = 0; at < names.length; at += 500) {
        columns.push(...(await this.#columnsOf(schema, names.slice(at, at + 500))));
      }
      if (columns.length === 0) await this.#refuseOtherSpelling(schema);
      found.push(...columns);
    }
    return found;
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((session) => session.close()));
  }

  async #columnsOf(schema: string, names: readonly string[]): Promise<DatabaseColumn[]> {
    const parameters = names.map((value, index): BoundParameter => ({
      name: `t${index}`,
      type: 'text',
      value,
    }));
    const owner = schema === '' ? `sys_context('USERENV', 'CURRENT_SCHEMA')` : ':owner';
    const sql = `select table_name, column_name, data_type from all_tab_columns where owner = ${owner} and table_name in (${parameters.map(({ name }) => `:${name}`).join(', ')})`;
    const rows = await this.#rows(
      'the data dictionary',
      sql,
      schema === '' ? parameters : [{ name: 'owner', type: 'text', value: schema }, ...parameters],
    );
    return rows.map(([table, column, type]) => ({
      table: table ?? '',
      column: column ?? '',
      type: type ?? '',
    }));
  }

  /**
   * A schema whose name differs in upper and lower case only is another one to Oracle, and hardly
   * what was meant.
   */
  async #refuseOtherSpelling(schema: string): Promise<void> {
    const sql =
      'select username from all_users where upper(username) = upper(:owner) and username <> :owner';
    const [[meant] = []] = await this.#rows('the data dictionary', sql, [
      { name: 'owner', type: 'text', value: schema },
    ]);
    if (typeof meant !== 'string') return;
    throw new ConfigError({
      code: 'schema-spelling',
      message: `the schema ${schema} has no such tables; there is a schema ${meant}`,
      hint: `write source: {schema: ${meant}} in the site file: upper and lower case differ`,
    });
  }

  #rows(
    name: string,
    sql: string,
    parameters: readonly BoundParameter[] = [],
  ): Promise<readonly SourceRow[]> {
    return this.#use((session) => session.rows({ name, sql, parameters }));
  }

  async #use<T>(work: (session: OracleSession) => Promise<T>): Promise<T> {
    const session = await this.#take();
    try {
      return await work(session);
    } finally {
      await this.#give(session);
    }
  }

  /** A session that is free, or a new one in the place of one that broke. */
  async #take(): Promise<OracleSession> {
    for (;;) {
      const session = this.#idle.pop();
      if (session) return session;
      if (this.#open < this.parallel) {
        this.#open++;
        try {
          return new OracleSession(await login(this.#site, this.#moment));
        } catch (error) {
          this.#open--;
          this.#waiting.shift()?.();
          throw connectedBefore(error, this.#site.connect_string);
        }
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async #give(session: OracleSession): Promise<void> {
    if (session.broken) {
      this.#open--;
      await session.close();
    } else {
      this.#idle.push(session);
    }
    this.#waiting.shift()?.();
  }
}

/**
 * A login that failed after one has worked: what waiting may mend, such as a database that starts
 * anew, is worth another try.
 */
function connectedBefore(failure: unknown, target: string): Error {
  const { error, passing } = loginError(failure, target);
  return passing === undefined
    ? error
    : new ExtractionError({
        code: error.code,
        message: error.message,
        passing,
        cause: failure,
        ...(error.hint === undefined ? {} : { hint: error.hint }),
      });
}

/** Rights to change data: system privileges by name, rights on tables with the number of tables. */
const WRITE_RIGHTS = `
select privilege, null as on_tables from session_privs where privilege in ('INSERT ANY TABLE', 'UPDATE ANY TABLE', 'DELETE ANY TABLE', 'ALTER ANY TABLE', 'DROP ANY TABLE', 'CREATE ANY TABLE')
union all
select privilege, to_char(count(*)) from (
  select privilege from user_tab_privs where grantee = user and privilege in ('INSERT', 'UPDATE', 'DELETE', 'ALTER')
  union all select privilege from role_tab_privs where privilege in ('INSERT', 'UPDATE', 'DELETE', 'ALTER')
  union all select 'OWNER' from user_tables
) group by privilege`.trim();
