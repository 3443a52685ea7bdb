/**
 * Measures every query of both CMSs on a
 * real PostgreSQL with its default settings, with the ids indexed and without any index, beside the
 * same without nested loops, and writes docs/scale-postgres.md: npm run scale:postgres [-- small
 * large]. Linux only: time is that of the server's process, read from /proc.
 */
import fs from 'node:fs';
import path from 'node:path';
import { type Prepared, compileFor, prepare, prepareSite } from '../../src/prepare/prepare.ts';
import type { CompiledQuery } from '../../src/query/compiled.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { loadSite } from '../../src/site/load.ts';
import { synthesise } from '../../src/synth/synthesise.ts';
import { indexedColumns } from '../../src/testdb/test-database.ts';
import { postgresType } from '../../src/testdb/types/postgres.ts';
import { type Measured, page } from './postgres-page.ts';
import { RealServer } from './real-server.ts';

const AS_OF = '2026-11-22';
const ROOT = path.resolve(import.meta.dirname, '..', '..');
const PAGE = path.join(ROOT, 'docs', 'scale-postgres.md');
const SCHEMA = 'cms';
const LIMIT = '600s';
/** Before version 16; as an error that is caught. */
const IS_VALID = `create function public.pg_input_is_valid(t text, kind text) returns boolean language plpgsql immutable
as $f$ begin perform t::timestamp; return true; exception when others then return false; end $f$;`;

const quote = (name: string): string => `"${name}"`;

function typesOf({ profile }: Prepared) {
  return new Map(
    [...profile.catalogue.values()].map((table) => [
      table.name,
      new Map([...table.columns.values()].map(({ name, declared }) => [name, declared])),
    ]),
  );
}

function fill(server: RealServer, database: string, prepared: Prepared, children: number): void {
  const { cms, catalogue } = prepared.profile;
  const tables = typesOf(prepared);
  const made = [...tables].map(
    ([table, columns]) =>
      `create table ${SCHEMA}.${quote(table)} (${[...columns].map(([column, declared]) => `${quote(column)} ${postgresType(declared)}`).join(', ')});`,
  );
  const hasFunction = Number(/ (\d+)/.exec(server.version)?.[1]) >= 16;
  server.psql('postgres', `create database ${database};`);
  server.psql(
    database,
    [`create schema ${SCHEMA};`, hasFunction ? '' : IS_VALID, ...made].join('\n'),
  );
  let script: string[] = [];
  let size = 0;
  const flush = (): void => {
    server.psql(database, `${script.join('\n')}\n`);
    [script, size] = [[], 0];
  };
  for (const { table, columns, rows } of synthesise(cms, catalogue, {
    children,
    seed: 1,
    asOf: AS_OF,
  })) {
    const lines = rows.map((row) => row.map(cell).join('\t')).join('\n');
    script.push(
      `copy ${SCHEMA}.${quote(table)} (${columns.map(quote).join(', ')}) from stdin;\n${lines}\n\\.`,
    );
    size += lines.length;
    if (size > 2 ** 26) flush();
  }
  flush();
  const indexes = indexedColumns(tables, catalogue).map(
    ({ table, column }) => `create index on ${SCHEMA}.${quote(table)} (${quote(column)});`,
  );
  server.psql(database, [...indexes, 'vacuum analyze;'].join('\n'));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function cell(value: string | number | null): string {
  return value === null
    ? '\\N'
    : String(value).replace(/[\\\n\r\t]/g, (found) => ESCAPES[found] ?? '');
}

function dropIndexes(server: RealServer, database: string): void {
  const drops = server.psql(
    database,
    `select format('drop index %I.%I;', schemaname, indexname) from pg_indexes where schemaname = '${SCHEMA}';`,
  );
  server.psql(database, `${drops}\nvacuum analyze;`);
}

/** Runs a query to its end, its rows going nowhere. */
function timeOf(server: RealServer, database: string, query: CompiledQuery, nestedLoops: boolean) {
  const literals = query.parameters.map(({ value }) =>
    typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`,
  );
  const text = query.sql.replace(/\$(\d+)/g, (_, index) => literals[Number(index) - 1] ?? '');
  const clock = `\\! cut -d' ' -f14,15 /proc/$BACKEND/stat`;
  const printed = server.psql(
    database,
    `set statement_timeout = '${LIMIT}';
${nestedLoops ? '' : 'set enable_nestloop = off;'}
select pg_backend_pid() as pid \\gset
\\setenv BACKEND :pid
${clock}
copy (${text}) to '/dev/null';
${clock}
`,
  );
  const ticks = [...printed.matchAll(/^(\d+) (\d+)$/gm)].map(
    ([, user, system]) => Number(user) + Number(system),
  );
  return {
    rows: Number(/COPY (\d+)/.exec(printed)?.[1]),
    time: ((ticks[1] ?? 0) - (ticks[0] ?? 0)) * 10,
  };
}

function measure(server: RealServer, prepared: Prepared, children: number): Measured[] {
  const database = `${prepared.profile.cms}_${children}`;
  fill(server, database, prepared, children);
  const queries = prepared.planSet.plans.flatMap(
    (plan) =>
      compileFor(prepared, plan, {
        dialect: DIALECTS.postgres,
        place: { schema: SCHEMA },
        asOf: AS_OF,
        windowYears: 6,
      }) ?? [],
  );
  const passes = (): { rows: number; times: number[] }[] =>
    queries.map((query) => {
      const runs = [true, false].map((loops) => timeOf(server, database, query, loops));
      console.error(`${database} ${query.object} ${runs.map(({ time }) => time).join(' ')}`);
      return { rows: runs[0]?.rows ?? 0, times: runs.map(({ time }) => time) };
    });
  const indexed = passes();
  dropIndexes(server, database);
  const bare = passes();
  server.psql('postgres', `drop database ${database};`);
  return queries.map(({ object }, at) => ({
    object,
    rows: indexed[at]?.rows ?? 0,
    times: [...(indexed[at]?.times ?? []), ...(bare[at]?.times ?? [])],
  }));
}

const [first = '20000', second = '100000'] = process.argv.slice(2);
const sizes = [Number(first), Number(second)] as const;
const mosaic = loadSite(path.join(ROOT, 'config', 'mosaic.demo.yml'));
const server = new RealServer();
try {
  const systems = [prepare({ cms: 'liquid_logic' }), prepareSite(mosaic)].map((prepared) => ({
    cms: prepared.profile.cms,
    bySize: sizes.map((size) => measure(server, prepared, size)),
  }));
  fs.writeFileSync(PAGE, page({ version: server.version, asOf: AS_OF, sizes, systems }));
  console.log(`${PAGE} written`);
} finally {
  server.stop();
}
