import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Expression, type QueryCreator, type RawBuilder, sql } from 'kysely';
import { type Value, typeOf } from '../mapping/language.ts';
import type { Cohort, Plan, PlanRows } from '../mapping/plan.ts';
import { columnsInPlan } from '../mapping/columns-read.ts';
import type { CellShape, CompiledQuery } from './compiled.ts';
import type { Dialect, Fragment, TablePlace } from './dialect.ts';
import { comparable, sortKey, writeOrder, writeOutput, writeValue } from './expression.ts';
import { PICK, onlyPicked, rowNumber } from './grouping.ts';
import { type BoundParameter, ParameterNames } from './parameter.ts';
import type { RowWriter } from './row-writer.ts';
import { writeAnyRow, writeRows, writeSet } from './rows.ts';
import { type Query, type Tables, compilerFor } from './tables.ts';
import { tidy } from './tidy.ts';

export interface CompileOptions {
  readonly dialect: Dialect;
  readonly place: TablePlace;
  readonly cohort?: Cohort;
  readonly moments: ReadonlyMap<string, string>;
}

const COHORT = 'cohort';
const PERSON = 'person_id';
const PICKED = 'picked';

/**
 * One statement for one object: sets and cohort as common table expressions, then rows, pick,
 * cohort, fields; every cell leaves as text. Undefined when the object has no rows to ask for.
 */
export function compilePlan(plan: Plan, options: CompileOptions): CompiledQuery | undefined {
  if (!plan.source) return undefined;
  const { slots, shape } = arrangeSlots(plan);
  const writer = makeWriter(plan, options);
  const compiled = writeMain(writer, plan, plan.source, slots, options.cohort).compile();
  const text = tidy(compiled.sql, options.dialect.formatter);
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

function makeWriter(plan: Plan, { dialect, place, moments }: CompileOptions): RowWriter {
  const writer: RowWriter = {
    dialect,
    place,
    moments,
    names: new ParameterNames(),
    db: compilerFor(dialect),
    columnsRead: [...columnsInPlan(plan)],
    anyRow: (rows) => sql`${writeAnyRow(writer, rows)}`,
    rows: (rows) => writeRows(writer, rows),
  };
  return writer;
}

/** A query maker that starts with the sets and, when rows are kept by person, the cohort. */
function withExpressions(
  writer: RowWriter,
  source: PlanRows,
  cohort: Cohort | undefined,
): QueryCreator<Tables> {
  const named: [string, Expression<Record<string, unknown>>][] = source.sets.map((set) => [
    set.name,
    writeSet(writer, set),
  ]);
  if (cohort && source.person) {
    named.push([
      COHORT,
      writeRows(writer, cohort.rows).select(writeValue(writer, cohort.person).as(PERSON)),
    ]);
  }
  return named.reduce<QueryCreator<Tables>>(
    (creator, [name, query]) => creator.with(name, () => query),
    writer.db,
  );
}

function writeMain(
  writer: RowWriter,
  plan: Plan,
  source: PlanRows,
  slots: readonly Slot[],
  cohort: Cohort | undefined,
): Query {
  const creator = withExpressions(writer, source, cohort);
  const person = cohort && source.person;
  const keys = differentValues(
    plan.key.flatMap((name) => slots.find((slot) => slot.name === name) ?? []),
  );
  const cells = slots.map((slot) =>
    writeOutput(writer, slot.value, typeOf(slot.value) ?? 'text').as(slot.name),
  );
  if (!source.first) {
    const rows = writeRows(writer, source.rows, creator);
    const kept = person ? rows.where(inCohort(comparable(writer, person))) : rows;
    return orderAll(
      kept.select(cells),
      keys.map((slot) => writeOrder(writer, slot.value, 'lowest')),
    );
  }
  const order = keys.map((slot, index) => sortKey(writer, slot.value).as(`order_${index + 1}`));
  const numbered = writeRows(writer, source.rows).select([
    ...cells,
    ...order,
    rowNumber(writer, source.first.per, source.first.order).as(PICK),
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

/** Two fields of a key may be one column; SQL Server refuses an order that names it twice. */
function differentValues(slots: readonly Slot[]): readonly Slot[] {
  return slots.filter(
    (slot, index) => slots.findIndex(({ value }) => isDeepStrictEqual(value, slot.value)) === index,
  );
}

function orderAll(query: Query, items: readonly Fragment[]): Query {
  return items.reduce((ordered, item) => ordered.orderBy(item), query);
}

function inCohort(person: Fragment): RawBuilder<boolean> {
  return sql<boolean>`${person} in (select ${sql.ref(PERSON)} from ${sql.id(COHORT)})`;
}
