import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type AliasedRawBuilder, type QueryCreator, sql } from 'kysely';
import { type Value, typeOf } from '../mapping/language.ts';
import type { Cohort, Plan, PlanRows } from '../mapping/plan.ts';
import { columnsInPlan } from '../mapping/columns-read.ts';
import type { CellShape, CompiledQuery } from './compiled.ts';
import type { Dialect, Fragment, TablePlace } from './dialect.ts';
import { comparable, sortKey, writeOrder, writeOutput, writeValue } from './expression.ts';
import { PICK, onlyPicked, rowNumber } from './grouping.ts';
import { layOut } from './lay-out.ts';
import { neverNullIn } from './never-null.ts';
import { type BoundParameter, ParameterNames } from './parameter.ts';
import type { QueryWriter } from './query-writer.ts';
import { readingsOf } from './readings.ts';
import { writeAnyRow, writeRows } from './rows.ts';
import { type Query, type Tables, compilerFor } from './tables.ts';
import { PERSON, inCohort, withExpressions } from './with-expressions.ts';

export interface CompileOptions {
  readonly dialect: Dialect;
  readonly place: TablePlace;
  readonly cohort?: Cohort | undefined;
  readonly moments: ReadonlyMap<string, string>;
}

const PICKED = 'picked';

/**
 * One statement for one object: sets and cohort as common table expressions, then rows, pick,
 * cohort, fields; every cell leaves as text. Undefined when the object has no rows to ask for.
 */
export function compilePlan(plan: Plan, options: CompileOptions): CompiledQuery | undefined {
  if (!plan.source) return undefined;
  const { slots, shape } = arrangeSlots(plan);
  const writer = makeWriter(plan, options);
  const compiled = writeMain(writer, plan, {
    source: plan.source,
    slots,
    cohort: options.cohort,
  }).compile();
  // the laid-out text is the one that is executed, so what is reviewed is what runs
  const text = layOut(compiled.sql);
  const parameters = compiled.parameters as readonly BoundParameter[];
  return {
    object: plan.object,
    sql: text,
    parameters,
    columns: slots.map((slot) => slot.name),
    shape,
    hash: createHash('sha256').update(text).digest('hex'),
  };
}

interface Slot {
  readonly name: string;
  readonly value: Value;
}

interface MainQuery {
  readonly source: PlanRows;
  readonly slots: readonly Slot[];
  readonly cohort: Cohort | undefined;
}

/** One column of the result for each value; fields that are null take none. */
function arrangeSlots(plan: Plan): { slots: Slot[]; shape: CellShape[] } {
  const slots: Slot[] = [];
  const slotOf = (name: string, value: Value): number | null =>
    value.kind === 'null' ? null : slots.push({ name, value }) - 1;
  const shape = plan.fields.map(({ name, type, output }): CellShape => {
    if (output.kind === 'json_object') {
      const parts = output.parts.map((part) => ({
        name: part.name,
        slot: slotOf(`${name}:${part.name}`, part.value),
        number: typeOf(part.value) !== 'text',
      }));
      return { kind: 'json_object', parts, textDefault: output.textDefault };
    }
    const slot = slotOf(name, output.value);
    if (slot === null) return { kind: 'null' };
    if (output.kind === 'json_flags') return { kind: 'json_flags', slot, flags: output.flags };
    return output.kind === 'json_list'
      ? { kind: 'json_list', slot }
      : { kind: 'value', slot, type };
  });
  return { slots, shape };
}

function makeWriter(plan: Plan, { dialect, place, moments, cohort }: CompileOptions): QueryWriter {
  const writer: QueryWriter = {
    dialect,
    place,
    readings: readingsOf(plan, { dialect, place, cohort }),
    moments,
    names: new ParameterNames(),
    db: compilerFor(dialect),
    catalogue: plan.catalogue,
    columnsRead: [...columnsInPlan(plan)],
    neverNull: neverNullIn(plan),
    anyRow: (rows) => sql`${writeAnyRow(writer, rows)}`,
    rows: (rows) => writeRows(writer, rows),
  };
  return writer;
}

function writeMain(writer: QueryWriter, plan: Plan, main: MainQuery): Query {
  const { source, slots, cohort } = main;
  const creator = withExpressions(writer, source, cohort);
  const person = cohort && source.person;
  const cells = slots.map((slot) =>
    writeOutput(writer, slot.value, typeOf(slot.value) ?? 'text').as(slot.name),
  );
  const keys = keyValues(plan, slots);
  if (source.first) {
    return writePicked(writer, creator, { ...main, cells, keys, person, pick: source.first });
  }
  const rows = writeRows(writer, source.rows, creator);
  const kept = person ? rows.where(inCohort(comparable(writer, person))) : rows;
  return orderAll(
    kept.select(cells),
    keys.map((value) => writeOrder(writer, value, 'lowest')),
  );
}

interface PickedQuery extends MainQuery {
  readonly pick: NonNullable<PlanRows['first']>;
  readonly cells: readonly AliasedRawBuilder<unknown, string>[];
  readonly keys: readonly Value[];
  readonly person: Value | undefined;
}

/** Numbers the rows inside, and keeps the first of each group outside; so the order goes along. */
function writePicked(
  writer: QueryWriter,
  creator: QueryCreator<Tables>,
  { source, slots, pick, cells, keys, person }: PickedQuery,
): Query {
  const order = keys.map((value, index) => sortKey(writer, value).as(`order_${index + 1}`));
  const numbered = writeRows(writer, source.rows).select([
    ...cells,
    ...order,
    rowNumber(writer, pick.per, pick.order).as(PICK),
  ]);
  const picked = onlyPicked(
    creator,
    person ? numbered.select(writeValue(writer, person).as(PERSON)) : numbered,
    PICKED,
  );
  const kept = person ? picked.where(inCohort(sql.ref(`${PICKED}.${PERSON}`))) : picked;
  const columns = slots.map((slot) => sql.id(PICKED, slot.name).as(slot.name));
  return orderAll(
    kept.select(columns),
    order.map((_, index) =>
      writer.dialect.order(sql.ref(`${PICKED}.order_${index + 1}`), 'lowest'),
    ),
  );
}

/**
 * The values of the object's key. Two fields of a key may be one column; SQL Server refuses an
 * order that names it twice.
 */
function keyValues(plan: Plan, slots: readonly Slot[]): Value[] {
  const values = plan.key.flatMap((name) => slots.find((slot) => slot.name === name)?.value ?? []);
  return values.filter(
    (value, index) => values.findIndex((other) => isDeepStrictEqual(other, value)) === index,
  );
}

function orderAll(query: Query, items: readonly Fragment[]): Query {
  return items.reduce((ordered, item) => ordered.orderBy(item), query);
}
