import { type Ask } from './probe.ts';

const SERVER_ROLES = ['sysadmin', 'securityadmin'] as const;
const DATABASE_ROLES = ['db_owner', 'db_ddladmin', 'db_securityadmin', 'db_datawriter'] as const;
const ON_DATABASE = [
  'INSERT',
  'UPDATE',
  'DELETE',
  'EXECUTE',
  'ALTER',
  'CONTROL',
  'ALTER ANY SCHEMA',
  'ALTER ANY ROLE',
] as const;
const BELOW = ['INSERT', 'UPDATE', 'DELETE', 'EXECUTE', 'ALTER', 'CONTROL'] as const;

/**
 * Ways in which the login could write, for a person to read; none for a reader. A server that
 * answers no question of rights is not taken for one that denies them. Rights on single schemas,
 * tables, columns and procedures are asked for where there are no wider ones, in the database that
 * the login enters and in the one that is read. All are what it may do after every role and denial.
 */
export async function readWriteRights(
  ask: Ask,
  { entered, read }: { readonly entered: string; readonly read: string },
): Promise<readonly string[] | 'unknown'> {
  const found: string[] = [];
  for (const database of new Set([entered, read])) {
    const wide = await rightsOnDatabase(ask, database);
    if (wide === 'unknown') return wide;
    const schemas = database === entered ? RIGHTS_ON_SCHEMAS : '';
    const rights = wide.length > 0 ? wide : await rightsBelow(ask, database, schemas);
    found.push(...rights);
  }
  return [...new Set(found)];
}

async function rightsOnDatabase(ask: Ask, database: string): Promise<string[] | 'unknown'> {
  const asked = [
    ...SERVER_ROLES.map((role) => `is_srvrolemember('${role}')`),
    ...DATABASE_ROLES.map((role) => `is_rolemember('${role}')`),
    ...ON_DATABASE.map(
      (right) => `has_perms_by_name(quotename(@database), 'DATABASE', '${right}')`,
    ),
  ];
  const [row = []] = await ask(`select ${asked.join(', ')}`, { database });
  if (!row.slice(-ON_DATABASE.length).some((answer) => answer !== null)) return 'unknown';
  const names = [
    ...[...SERVER_ROLES, ...DATABASE_ROLES].map((role) => `role ${role}`),
    ...ON_DATABASE.map((right) => `${right} on the database`),
  ];
  return names.filter((_, index) => row[index] === '1');
}

async function rightsBelow(ask: Ask, database: string, schemas: string): Promise<string[]> {
  const rows = await ask(rightsBelowDatabase(database, schemas), { database });
  return rows.map(([right, kind, count, example]) =>
    count === '1'
      ? `${right ?? ''} on the ${kind ?? ''} ${example ?? ''}`
      : `${right ?? ''} on ${count ?? ''} ${kind ?? ''}s, one of them ${example ?? ''}`,
  );
}

const RIGHTS = `(values ${BELOW.map((right) => `('${right}')`).join(', ')}) r("right")`;

/** A schema is asked for by its name alone, which cannot say its database. */
const RIGHTS_ON_SCHEMAS = `
select r."right", 'schema' as "kind", quotename(s."name") as "name" from sys.schemas s cross join ${RIGHTS}
where s."name" not in ('sys', 'INFORMATION_SCHEMA')
and has_perms_by_name(quotename(s."name"), 'SCHEMA', r."right") = 1
union all`;

/** What can write when it is executed: no function of SQL can, one of the CLR may. */
const PROCEDURES = `('P', 'PC', 'X', 'FS', 'FT', 'RF')`;

/** The mark of the diagrams of Management Studio, whose procedures everybody may execute. */
const OF_TOOLS = 'microsoft_database_tools_support';

/** A grant on columns alone does not count as one on their table. */
function rightsBelowDatabase(database: string, schemas: string): string {
  const from = `"${database.replaceAll('"', '""')}".sys`;
  const object = `quotename(s."name") + '.' + quotename(o."name")`;
  const named = `quotename(@database) + '.' + ${object}`;
  return `
select "right", "kind", count(*) as "count", min("name") as "example" from (${schemas}
select r."right", case when o."type" in ${PROCEDURES} then 'procedure' else 'table' end as "kind", ${object} as "name"
from ${from}.objects o join ${from}.schemas s on s."schema_id" = o."schema_id" cross join ${RIGHTS}
where o."parent_object_id" = 0 and o."is_ms_shipped" = 0
and not exists (select 1 from ${from}.extended_properties e where e."class" = 1 and e."major_id" = o."object_id" and e."minor_id" = 0 and e."name" = '${OF_TOOLS}')
and (r."right" <> 'EXECUTE' or o."type" in ${PROCEDURES} or o."type" = 'SN')
and has_perms_by_name(${named}, 'OBJECT', r."right") = 1
union all
select 'UPDATE', 'column', ${object} + '.' + quotename(c."name")
from ${from}.database_permissions p join ${from}.objects o on o."object_id" = p."major_id"
join ${from}.schemas s on s."schema_id" = o."schema_id"
join ${from}.columns c on c."object_id" = p."major_id" and c."column_id" = p."minor_id"
where p."class" = 1 and p."type" = 'UP' and p."state" in ('G', 'W')
and has_perms_by_name(${named}, 'OBJECT', 'UPDATE') = 0
and has_perms_by_name(${named}, 'OBJECT', 'UPDATE', c."name", 'COLUMN') = 1
) found group by "right", "kind" order by "kind", "right"`.trim();
}
