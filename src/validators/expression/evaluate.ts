import type { Row } from '../row.ts';
import { parseMoment } from '../dates.ts';
import type { CheckContext, Comparison } from '../validator.ts';
import type { Expression, Operator } from './expression.ts';

type Columns = Pick<CheckContext, 'columnOf' | 'comparisonOf'>;

/**
 * Turns an expression into a test of rows. A comparison with an empty cell, or with a field that
 * the file lacks, does not hold.
 */
export function evaluate(expression: Expression, columns: Columns): (row: Row) => boolean {
  switch (expression.kind) {
    case 'and': {
      const all = expression.of.map((part) => evaluate(part, columns));
      return (row) => all.every((holds) => holds(row));
    }
    case 'or': {
      const any = expression.of.map((part) => evaluate(part, columns));
      return (row) => any.some((holds) => holds(row));
    }
    case 'not': {
      const inner = evaluate(expression.of, columns);
      return (row) => !inner(row);
    }
    case 'null': {
      const read = reader(expression.field, columns);
      return (row) => (read(row) === null) !== expression.negated;
    }
    case 'in': {
      const read = reader(expression.field, columns);
      const values = new Set(expression.values);
      return (row) => {
        const cell = read(row);
        return cell !== null && values.has(cell) !== expression.negated;
      };
    }
    case 'compare': {
      const left = reader(expression.field, columns);
      const { operand } = expression;
      const right = operand.kind === 'field' ? reader(operand.name, columns) : () => operand.value;
      const compare = comparer(columns.comparisonOf(expression.field));
      return (row) => {
        const [a, b] = [left(row), right(row)];
        const order = a === null || b === null ? null : compare(a, b);
        return order !== null && HOLDS[expression.operator](order);
      };
    }
  }
}

/** A cell without blanks at its end; an empty one is null. */
function reader(field: string, { columnOf }: Columns): (row: Row) => string | null {
  const column = columnOf(field);
  if (column === undefined) return () => null;
  return (row) => {
    const cell = row[column]?.trimEnd() ?? '';
    return cell === '' ? null : cell;
  };
}

const HOLDS: Readonly<Record<Operator, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** As the field on the left compares; null when a value cannot be read that way. */
function comparer(comparison: Comparison): (a: string, b: string) => number | null {
  switch (comparison) {
    case 'moment':
      return (a, b) => compareOrNull(parseMoment(a), parseMoment(b));
    case 'number':
      return (a, b) => compareOrNull(toNumber(a), toNumber(b));
    case 'text':
      return compareOrNull;
  }
}

function toNumber(text: string): number | null {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? null : number;
}

function compareOrNull<T extends string | number>(a: T | null, b: T | null): number | null {
  if (a === null || b === null) return null;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
