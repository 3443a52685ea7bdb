import type { Row } from '../row.ts';
import type { FieldType } from '../../spec/model.ts';
import { parseMoment } from '../dates.ts';
import type { Expression, Operator } from './parse.ts';

interface Columns {
  readonly columnOf: (field: string) => number | undefined;
  readonly typeOf: (field: string) => FieldType | undefined;
}

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
      const compare = comparer(columns.typeOf(expression.field));
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

/** By the type of the field on the left; null when a value is not of that type. */
function comparer(type: FieldType | undefined): (a: string, b: string) => number | null {
  if (type === 'date' || type === 'datetime') {
    return (a, b) => compareOrNull(parseMoment(a), parseMoment(b));
  }
  if (type === 'int' || type === 'float') return (a, b) => compareOrNull(toNumber(a), toNumber(b));
  return (a, b) => compareOrNull(a, b);
}

function toNumber(text: string): number | null {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? null : number;
}

function compareOrNull<T extends string | number>(a: T | null, b: T | null): number | null {
  if (a === null || b === null) return null;
  return a < b ? -1 : a > b ? 1 : 0;
}
