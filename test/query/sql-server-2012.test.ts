import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { sql } from 'kysely';
import { VALUE_TYPES } from '../../src/mapping/catalogue.ts';
import { prepare, compileFor } from '../../src/prepare/prepare.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { compilerFor } from '../../src/query/tables.ts';
import { ROOT } from '../support/process.ts';

/**
 * Functions that SQL Server 2012 has. One that is not here is looked up before it is added:
 * STRING_AGG, TRIM, JSON_VALUE came later.
 */
const IN_2012 = new Set(
  `cast checksum charindex coalesce concat convert count databasepropertyex dateadd datediff day dm_exec_describe_first_result_set exists has_perms_by_name hashbytes is_rolemember
  is_srvrolemember left len log10 lower ltrim max min month nchar nullif quotename replace replicate right row_number rtrim serverproperty str substring sum try_cast upper
  year datepart datename datefromparts eomonth isnull iif stuff abs floor ceiling round reverse patindex object_id db_name char unicode sign`.split(
    /\s+/,
  ),
);
const NOT_CALLS = new Set(
  'and or not in on as by case when then else over from where join select with union all exists values like between varchar nvarchar nchar char decimal numeric datetime2 varbinary'.split(
    ' ',
  ),
);
const NEWER =
  /\b(string_agg|string_split|trim|translate|concat_ws|format|json_\w+|openjson|for json|approx_\w+|greatest|least|date_bucket|generate_series|datetrunc|is distinct from|within group|at time zone|limit|nulls first|nulls last)\b/i;

function functionsCalled(text: string): string[] {
  const bare = text
    .replace(/"[^"]*"|'(?:[^']|'')*'|\[[^\]]*\]/g, ' x ')
    .replace(/@\w+/g, ' p ')
    .replace(/--.*$/gm, '');
  return [...bare.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)]
    .map(([, name = '']) => name.toLowerCase())
    .filter((name) => !NOT_CALLS.has(name));
}

function refused(text: string): string[] {
  const unknown = functionsCalled(text).filter((name) => !IN_2012.has(name));
  const newer = NEWER.exec(text.replace(/"[^"]*"|'(?:[^']|'')*'|@\w+/g, ''))?.[0];
  return [...new Set([...unknown, ...(newer === undefined ? [] : [newer])])];
}

for (const cms of ['liquid_logic', 'mosaic']) {
  it(`every query of ${cms} uses only what SQL Server 2012 has`, () => {
    const prepared = prepare({ cms });
    const queries = prepared.planSet.plans.flatMap(
      (plan) =>
        compileFor(prepared, plan, {
          dialect: DIALECTS.mssql,
          place: prepared.profile.source,
          asOf: '2026-04-01',
          windowYears: 6,
        }) ?? [],
    );
    assert.ok(queries.length > 0);
    assert.deepEqual(
      Object.fromEntries(
        queries
          .map((query): [string, string[]] => [query.object, refused(query.sql)])
          .filter(([, found]) => found.length > 0),
      ),
      {},
    );
  });
}

it('so does the dialect, whatever a mapping may ask of it', () => {
  const { functions, ...dialect } = DIALECTS.mssql;
  const value = sql.ref('a');
  const argument = { sql: value, type: 'text' } as const;
  const typed = VALUE_TYPES.map((type) => ({ ...argument, type }));
  const fragments = [
    ...Object.values(functions).flatMap((spell) =>
      typed.map((first) => spell(first, argument, argument)),
    ),
    ...VALUE_TYPES.flatMap((type) => [dialect.output(value, type), dialect.nullOf(type)]),
    dialect.fold(value),
    dialect.sortable(value),
    dialect.maxText(value),
    dialect.minText(value),
    dialect.order(value, 'lowest'),
    dialect.order(value, 'highest'),
    dialect.blank(value),
    dialect.position(value, value),
    dialect.only(value, '0'),
  ];
  const compiler = compilerFor(DIALECTS.mssql);
  assert.ok(fragments.length > 100);
  assert.deepEqual(
    [...new Set(fragments.flatMap((fragment) => refused(fragment.compile(compiler).sql)))],
    [],
  );
});

it('and so does what the source asks the server', () => {
  const room = path.join(ROOT, 'src/sources/mssql');
  const asked = fs
    .readdirSync(room)
    .flatMap((file) => [
      ...fs.readFileSync(path.join(room, file), 'utf8').matchAll(/\bask\(\s*`([^`]*)`/g),
    ])
    .map(([, text = '']) => text.replace(/\$\{[^}]*\}/g, '0'));
  assert.ok(asked.length > 5, 'its questions are found');
  assert.deepEqual(asked.flatMap(refused), []);
});

it('the rule sees what is newer', () => {
  assert.deepEqual(refused('select string_agg("a", \',\') from "t"'), ['string_agg']);
  assert.deepEqual(refused('select trim("a"), "trim" from "t"'), ['trim']);
  assert.deepEqual(refused('select "a" from "t" order by "a" nulls first'), ['nulls first']);
  assert.deepEqual(
    refused('select left("a", 2), convert(varchar(20), "b") from "t" where "c" in (1)'),
    [],
  );
});
