import { i32, shortText, u16, u32, u8 } from './bytes.ts';
import type { RequestParameter, Statement } from './requests.ts';
import { wireType } from './types.ts';

/** The statements that one session has prepared, and the procedures that run a text. */
export class PreparedStatements {
  readonly #texts = new Map<string, string>();

  /** What to execute, if anything, and the handle to give back. */
  call({
    procedure,
    parameters,
    transaction,
  }: {
    readonly procedure: string;
    readonly parameters: readonly RequestParameter[];
    readonly transaction: string;
  }): { readonly statement?: Statement; readonly handle?: Buffer } {
    const values = parameters.map((parameter) => parameter.value ?? '');
    switch (procedure.toLowerCase()) {
      case 'sp_executesql':
        return {
          statement: {
            kind: 'rpc',
            procedure,
            sql: values[0] ?? '',
            parameters: parameters.slice(2),
            transaction,
          },
        };
      case 'sp_prepare':
        return { handle: this.#keep(values[2] ?? '') };
      case 'sp_prepexec':
        return {
          statement: {
            kind: 'rpc',
            procedure,
            sql: values[2] ?? '',
            parameters: parameters.slice(3),
            transaction,
          },
          handle: this.#keep(values[2] ?? ''),
        };
      case 'sp_execute':
        return {
          statement: {
            kind: 'rpc',
            procedure,
            sql: this.#texts.get(values[0] ?? '') ?? '',
            parameters: parameters.slice(1),
            transaction,
          },
        };
      case 'sp_unprepare': {
        this.#texts.delete(values[0] ?? '');
        return {};
      }
      default:
        return { statement: { kind: 'rpc', procedure, sql: '', parameters, transaction } };
    }
  }

  #keep(text: string): Buffer {
    const handle = this.#texts.size + 1;
    this.#texts.set(String(handle), text);
    const { info } = wireType('int');
    return Buffer.concat([
      u8(0xac),
      u16(0),
      shortText('@handle'),
      u8(1),
      u32(0),
      u16(0),
      info,
      u8(4),
      i32(handle),
    ]);
  }
}
