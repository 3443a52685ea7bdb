import type { Engine, EngineColumn, EngineKind, EngineResult } from '../engine/engine.ts';
import { defineTsql, translateTsql } from '../engine/translate-tsql.ts';
import { type Backing, type Result, StatementError } from './backing.ts';
import type { Statement } from './requests.ts';
import { type Column, rowEncoder } from './tokens.ts';

/** Answers by executing: T-SQL is translated and run on the engine that holds the tables. */
export class EngineBacking implements Backing {
  readonly #engine: Engine;
  readonly #database: string;

  private constructor(engine: Engine, database: string) {
    this.#engine = engine;
    this.#database = database;
  }

  static async on(engine: Engine, database: string): Promise<EngineBacking> {
    await defineTsql(engine);
    return new EngineBacking(engine, database);
  }

  async execute({ sql, parameters }: Statement): Promise<Result> {
    const translated = translateTsql(sql, parameters, this.#database);
    const result = await this.#engine
      .query(translated.sql, translated.parameters)
      .catch((error: unknown) => {
        throw refusal(error);
      });
    const columns = result.columns.map((column, index) => toColumn(column, index, result));
    return { columns, rows: result.rows.map(rowEncoder(columns)) };
  }
}

const TYPES: Readonly<Record<Exclude<EngineKind, 'text' | 'decimal'>, string>> = {
  integer: 'int',
  bigint: 'bigint',
  float: 'float',
  timestamp: 'datetime',
  date: 'date',
  boolean: 'bit',
  bytes: 'varbinary(max)',
};

function toColumn({ name, kind }: EngineColumn, index: number, { rows }: EngineResult): Column {
  const longest = (measure: (text: string) => number): number =>
    rows.reduce((most, row) => Math.max(most, measure(row[index] ?? '')), 0);
  if (kind === 'text') {
    return {
      name,
      type: longest((text) => text.length) > 4000 ? 'nvarchar(max)' : 'nvarchar(4000)',
    };
  }
  if (kind === 'decimal') {
    return { name, type: `decimal(38,${longest((text) => text.split('.')[1]?.length ?? 0)})` };
  }
  return { name, type: TYPES[kind] };
}

/** PostgreSQL's SQLSTATE → the number that SQL Server gives. */
const NUMBERS: Readonly<Record<string, number>> = {
  '42P01': 208,
  '42703': 207,
  '42501': 229,
  '22012': 8134,
  '22P02': 245,
  '22007': 241,
  '22008': 242,
  '22003': 8115,
};

function refusal(error: unknown): StatementError {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const [, name = ''] = /"([^"]+)"/.exec(message) ?? [];
  const number = NUMBERS[code] ?? 50000;
  const said: Readonly<Record<number, string>> = {
    208: `Invalid object name '${name}'.`,
    207: `Invalid column name '${name}'.`,
    229: `The SELECT permission was denied on the object '${name}', database 'HDM', schema 'Child_Social'.`,
  };
  return new StatementError({ number, message: said[number] ?? message });
}
