import type { TableName } from '../sources/source.ts';
import type { Connection, MssqlConnection, Site } from '../site/model.ts';

const ANY_PASSWORD = 'choose one';

/** How an engine spells the rights of a login that only reads. */
interface Spelling {
  readonly account: string;
  readonly quote: (name: string) => string;
  /** What comes before the grants of a login that is there already. */
  readonly enter: (database: string | undefined) => readonly string[];
  /** What makes the login, and lets it in. */
  readonly create: (places: readonly TableName[]) => readonly string[];
  /** Levels of a table's name, outermost first. */
  readonly levels: (table: TableName) => readonly (string | undefined)[];
}

/** Statements that let the site's login read these tables; none for the embedded engine. */
export function grantsOn({ connection }: Site, tables: readonly TableName[]): string[] {
  const spelling = spellingOf(connection);
  if (!spelling) return [];
  const { account, quote, enter, levels } = spelling;
  return [...Map.groupBy(tables, ({ database }) => database)].flatMap(([database, members]) => [
    ...enter(database),
    ...members.map((table) => {
      const name = levels(table)
        .filter((level) => level !== undefined)
        .map(quote)
        .join('.');
      return `grant select on ${name} to ${account};`;
    }),
  ]);
}

/** Statements for a login that is not there yet: made, let in, and given these tables to read. */
export function grantsForNewLogin(site: Site, tables: readonly TableName[]): string[] {
  const spelling = spellingOf(site.connection);
  return spelling ? [...spelling.create(tables), ...grantsOn(site, tables)] : [];
}

function spellingOf(connection: Connection): Spelling | undefined {
  switch (connection.engine) {
    case 'embedded':
      return undefined;
    case 'mssql':
      return mssql(connection);
    case 'oracle':
      return oracle(connection.user);
    case 'postgres':
      return postgres(connection.user, connection.database);
  }
}

function doubled(open: string, close: string): (name: string) => string {
  return (name) => `${open}${name.replaceAll(close, `${close}${close}`)}${close}`;
}

function mssql(connection: MssqlConnection): Spelling {
  const quote = doubled('[', ']');
  const account = quote(mssqlAccount(connection));
  const enter = (database: string | undefined): string[] => [
    `use ${quote(database ?? connection.database)};`,
  ];
  const how = {
    sql: [`create login ${account} with password = '${ANY_PASSWORD}';`],
    windows: [`create login ${account} from windows;`],
    azure_password: [],
    azure_service_principal: [],
  }[connection.authentication];
  const who = how.length === 0 ? 'from external provider' : `for login ${account}`;
  return {
    account,
    quote,
    enter,
    create: (tables) => [
      ...(how.length === 0 ? [] : ['use [master];', ...how]),
      ...[...new Set(tables.map(({ database }) => database))].flatMap((database) => [
        ...enter(database),
        `create user ${account} ${who};`,
      ]),
    ],
    levels: ({ schema, table }) => [schema ?? 'dbo', table],
  };
}

function mssqlAccount({ authentication, domain, user }: MssqlConnection): string {
  if (authentication === 'azure_service_principal') return 'name of the application';
  const name = user ?? 'ssd_reader';
  return authentication === 'windows' && domain !== undefined ? `${domain}\\${name}` : name;
}

/** A plain name in the site file means capitals, as it does to Oracle. */
function oracle(user: string): Spelling {
  const quote = doubled('"', '"');
  const bare = /^"(.*)"$/s.exec(user)?.[1];
  const account = quote(bare ?? (/^[a-z][\w$#]*$/i.test(user) ? user.toUpperCase() : user));
  return {
    account,
    quote,
    enter: () => [],
    create: () => [
      `create user ${account} identified by "${ANY_PASSWORD}";`,
      `grant create session to ${account};`,
    ],
    levels: ({ schema, table }) => [schema, table],
  };
}

function postgres(user: string, database: string): Spelling {
  const quote = doubled('"', '"');
  const account = quote(user);
  return {
    account,
    quote,
    enter: () => [],
    create: (tables) => [
      `create role ${account} login password '${ANY_PASSWORD}';`,
      `grant connect on database ${quote(database)} to ${account};`,
      ...[...new Set(tables.map(({ schema }) => schema ?? 'public'))].map(
        (schema) => `grant usage on schema ${quote(schema)} to ${account};`,
      ),
    ],
    levels: ({ schema, table }) => [schema, table],
  };
}
