import type { Cell } from './backing.ts';
import { decodeNumber } from './values.ts';
import type { Reader } from './wire.ts';

/** Codes of the functions that a driver calls. */
export const Call = {
  reexecute: 4,
  fetch: 5,
  logoff: 9,
  commit: 14,
  rollback: 15,
  reexecuteAndFetch: 78,
  execute: 94,
  authTwo: 115,
  authOne: 118,
  ping: 147,
} as const;
/** Options of execute. */
export const Option = {
  parse: 0x01,
  define: 0x10,
  execute: 0x20,
  fetch: 0x40,
  describeOnly: 0x20000,
} as const;

export interface BindType {
  readonly type: number;
  readonly form: number;
}

export interface ExecuteCall {
  readonly options: number;
  readonly cursor: number;
  /** Absent when a known cursor is executed again. */
  readonly sql: string | undefined;
  readonly rows: number;
  readonly bindTypes: readonly BindType[];
  /** One row of values, or as many as an insert brings at once. */
  readonly binds: readonly (readonly Cell[])[];
}

export function readExecute(reader: Reader): ExecuteCall {
  const options = reader.ub();
  const cursor = reader.ub();
  const hasSql = reader.skip(1).ub() > 0;
  const rows = reader.skip(1).skipUb(1).skip(3).ub();
  const bindCount = reader.skipUb(1).skip(1).ub();
  const defineCount = reader.skip(6).ub();
  reader.skipUb(1).skip(3).skipUb(1).skip(1).skipUb(2).skip(1).skipUb(1).skip(1);
  reader.skip(1).skipUb(1).skip(1).skipUb(1).skip(1);
  reader.skip(1).skipUb(1);
  const sql = hasSql ? reader.bl()?.toString() : undefined;
  reader.skipUb(13);
  const types = Array.from(
    { length: (options & Option.define) === 0 ? bindCount : defineCount },
    () => readBindType(reader),
  );
  const bindTypes = (options & Option.define) === 0 ? types : [];
  return { options, cursor, sql, rows, bindTypes, binds: readBinds(reader, bindTypes) };
}

function readBindType(reader: Reader): BindType {
  const type = reader.u8();
  reader.skip(3).skipUb(3).lbl();
  const form = reader.skipUb(2).u8();
  reader.skipUb(2);
  return { type, form };
}

/** Rows of bind values; a statement without binds has one row of none. */
export function readBinds(
  reader: Reader,
  types: readonly BindType[],
): readonly (readonly Cell[])[] {
  const rows: (readonly Cell[])[] = [];
  while (types.length > 0 && !reader.ended) {
    reader.skip(1);
    rows.push(types.map((type) => readBind(reader, type)));
  }
  return rows.length === 0 ? [[]] : rows;
}

function readBind(reader: Reader, { type, form }: BindType): Cell {
  const bytes = reader.bl();
  if (bytes === null) return null;
  if (type === NUMBER) return decodeNumber(bytes);
  return form === 2 ? Buffer.from(bytes).swap16().toString('utf16le') : bytes.toString();
}

/** The type of a number that is bound. */
export const NUMBER = 2;

/** Steps over what comes before a call in the same request. */
export function skipPiggyback(reader: Reader): void {
  const code = reader.skip(0).u8();
  reader.skip(1);
  if (code === CLOSE_CURSORS) {
    const count = reader.skip(1).ub();
    reader.skipUb(count);
  } else if (code === CURRENT_SCHEMA) {
    reader.skip(1).lbl();
  } else {
    throw new Error(`the piggyback ${code} is not known here`);
  }
}

const CLOSE_CURSORS = 105;
const CURRENT_SCHEMA = 152;
