import sql from 'mssql';
import type { BoundParameter } from '../../query/parameter.ts';
import { lossyColumn } from './errors.ts';

/** A column of a result as the driver describes it. */
export interface ResultColumn {
  readonly name: string;
  readonly type: unknown;
  readonly scale?: number | undefined;
  readonly precision?: number | undefined;
}

type ToText = (value: unknown) => string;

/**
 * Up to here every number with so many decimals has a double of its own, and the double its digits.
 */
const EXACT = 2 ** 52;
const NANOSECONDS = 1e9;

/** How the values of a column become the text that the database shows. */
export function textOf(column: ResultColumn): ToText {
  const { name, type, scale = 0 } = column;
  switch (type) {
    case sql.Char:
    case sql.NChar:
      return (value) => String(value).replace(/ +$/, '');
    case sql.Bit:
      return (value) => (value === true ? '1' : '0');
    case sql.Real:
      return (value) => shortestSingle(Number(value));
    case sql.Decimal:
    case sql.Numeric:
      return (value) =>
        exact(Number(value), scale, () =>
          lossyColumn(name, 'decimal', `convert(varchar(60), ${name})`),
        );
    case sql.Money:
    case sql.SmallMoney:
      return (value) =>
        exact(Number(value), 4, () =>
          lossyColumn(name, 'money', `convert(varchar(60), ${name}, 2)`),
        );
    case sql.Date:
      return (value) => iso(value).slice(0, 10);
    case sql.DateTime:
      return (value) => moment(value, 3);
    case sql.SmallDateTime:
      return (value) => moment(value, 0);
    case sql.DateTime2:
      return (value) => moment(value, scale);
    case sql.Time:
      return (value) => moment(value, scale).slice(11);
    case sql.DateTimeOffset:
      return () => {
        throw lossyColumn(name, 'datetimeoffset', `convert(varchar(34), ${name}, 126)`);
      };
    case sql.Binary:
    case sql.VarBinary:
    case sql.Image:
      return (value) => `0x${(value as Buffer).toString('hex').toUpperCase()}`;
    case sql.UDT:
    case sql.Variant:
      return () => {
        throw lossyColumn(name, 'a type of its own', `convert(nvarchar(4000), ${name})`);
      };
    default:
      return String;
  }
}

function exact(value: number, scale: number, refuse: () => Error): string {
  if (Math.abs(value) * 10 ** scale >= EXACT) throw refuse();
  return value.toFixed(scale);
}

/** A `real` is a float of 24 bits: the fewest digits that give it back. */
function shortestSingle(value: number): string {
  for (let digits = 1; digits < 9; digits++) {
    const shorter = Number(value.toPrecision(digits));
    if (Math.fround(shorter) === value) return String(shorter);
  }
  return String(Number(value.toPrecision(9)));
}

function iso(value: unknown): string {
  return (value as Date).toISOString();
}

/**
 * `2024-02-29T09:30:00.1234567`, the digits of a second as many as the type holds, none where they
 * are all zero.
 */
function moment(value: unknown, scale: number): string {
  const text = iso(value);
  // What is finer than a millisecond the driver keeps beside the date, as a part of a second.
  const { nanosecondsDelta = 0 } = value as { nanosecondsDelta?: number };
  const nanoseconds =
    (value as Date).getUTCMilliseconds() * 1e6 + Math.round(nanosecondsDelta * NANOSECONDS);
  const fraction = String(nanoseconds).padStart(9, '0').slice(0, scale);
  return /[1-9]/.test(fraction) ? `${text.slice(0, 19)}.${fraction}` : text.slice(0, 19);
}

/** Text as Unicode of its own length; whole numbers and decimals of the greatest size. */
export function bindParameter(request: sql.Request, { name, type, value }: BoundParameter): void {
  switch (type) {
    case 'text':
    case 'moment':
      request.input(name, sql.NVarChar(Math.max(1, String(value).length)), String(value));
      break;
    case 'integer':
      request.input(name, sql.BigInt, value);
      break;
    case 'decimal':
      request.input(name, sql.Decimal(38, 10), value);
      break;
  }
}
