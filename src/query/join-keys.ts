import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Join } from '../mapping/language.ts';
import { comparable } from './expression.ts';
import type { QueryWriter } from './query-writer.ts';

type Key = Join['on'][number];

/**
 * The keys of a join as conditions. A planner multiplies what it takes each to keep. Beside the
 * whole key of a table, which finds one row by itself, another is a check of that row: as a key it
 * would leave hardly any to expect, and what follows would be worked out anew for each of many.
 */
export function writeKeys(writer: QueryWriter, join: Join): RawBuilder<SqlBool>[] {
  const reduced = join.first !== undefined || join.values !== undefined;
  const key = reduced ? undefined : keyOf(writer, join);
  const found = key?.every((name) => join.on.some(({ column }) => column.column === name));
  return join.on.map((item) => {
    const same = writeKey(writer, item);
    const checks = found === true && key?.includes(item.column.column) === false;
    return checks ? writer.dialect.filter(same) : same;
  });
}

/** Undefined where nothing is known to tell the rows apart. */
function keyOf({ catalogue }: QueryWriter, { relation }: Join): readonly string[] | undefined {
  const key = relation.kind === 'table' ? catalogue.get(relation.name)?.key : undefined;
  return key?.length === 0 ? undefined : key;
}

function writeKey(writer: QueryWriter, { column, value }: Key): RawBuilder<SqlBool> {
  return sql<boolean>`${comparable(writer, column)} = ${comparable(writer, value)}`;
}
