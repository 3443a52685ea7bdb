import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { type Condition, typeOf } from '../mapping/language.ts';
import { columnsIn, holdsExists } from '../mapping/walk.ts';
import { type ExpressionWriter, writeCondition } from './expression.ts';

/** A condition that keeps rows. Of one over text the planner hears that nothing is known of it. */
export function writeFilter(writer: ExpressionWriter, condition: Condition): RawBuilder<SqlBool> {
  if (condition.kind === 'all' && condition.of.length > 0) {
    return sql`(${sql.join(
      condition.of.map((part) => writeFilter(writer, part)),
      sql` and `,
    )})`;
  }
  const test = writeCondition(writer, condition);
  return testsText(condition) ? writer.dialect.filter(test) : test;
}

/** It compares folded text, and asks for no other rows. */
function testsText(condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.some(testsText) && !condition.of.some(holdsExists);
    case 'not':
      return testsText(condition.of);
    case 'compare':
      return typeOf(condition.left) === 'text' && !comparesColumns(condition);
    case 'in':
      return typeOf(condition.value) === 'text' && condition.list.length > 0;
    case 'starts_with':
    case 'contains':
    case 'blank':
    case 'filled':
      return true;
    default:
      return false;
  }
}

/** Two columns of one value are a key to join by, which has to stay bare. */
function comparesColumns({ left, right }: Condition & { readonly kind: 'compare' }): boolean {
  return [left, right].every((value) => columnsIn(value).next().done !== true);
}
