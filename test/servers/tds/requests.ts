import { Reader } from './bytes.ts';

export interface RequestParameter {
  readonly name: string;
  readonly kind: 'integer' | 'float' | 'decimal' | 'text';
  readonly value: string | null;
}

/** What a client asked for: the text of a batch, or of a prepared statement with its parameters. */
export interface Statement {
  readonly kind: 'batch' | 'rpc';
  /** For an RPC, the procedure's name. */
  readonly procedure?: string;
  readonly sql: string;
  readonly parameters: readonly RequestParameter[];
  /** The transaction that the client names in its headers, in hexadecimal; zeros for none. */
  readonly transaction: string;
}

const PROCEDURES: Readonly<Record<number, string>> = {
  10: 'sp_executesql',
  11: 'sp_prepare',
  12: 'sp_execute',
  13: 'sp_prepexec',
  15: 'sp_unprepare',
};

/** [MS-TDS] 2.2.6.7. */
export function readBatch(bytes: Buffer): Statement {
  const { reader, transaction } = readHeaders(bytes);
  return { kind: 'batch', sql: reader.ucs2(reader.left / 2), parameters: [], transaction };
}

/** [MS-TDS] 2.2.6.6: a procedure, and its parameters with their types. */
export function readRpc(bytes: Buffer): {
  readonly procedure: string;
  readonly parameters: readonly RequestParameter[];
  readonly transaction: string;
} {
  const { reader, transaction } = readHeaders(bytes);
  const length = reader.u16();
  const procedure =
    length === 0xffff ? (PROCEDURES[reader.u16()] ?? 'unknown') : reader.ucs2(length);
  reader.u16();
  const parameters: RequestParameter[] = [];
  while (reader.left > 0) {
    const name = reader.ucs2(reader.u8()).replace(/^@/, '');
    reader.u8();
    parameters.push({ name, ...readValue(reader) });
  }
  return { procedure, parameters, transaction };
}

/** ALL_HEADERS, of which a client sends the transaction descriptor. */
function readHeaders(bytes: Buffer): { readonly reader: Reader; readonly transaction: string } {
  const reader = new Reader(bytes);
  return {
    transaction: reader.take(bytes.readUInt32LE(0)).subarray(10, 18).toString('hex'),
    reader,
  };
}

/**
 * A parameter's TYPE_INFO and value, of the types that a client of text, numbers and bits sends.
 */
function readValue(reader: Reader): Omit<RequestParameter, 'name'> {
  const type = reader.u8();
  switch (type) {
    case 0x26:
    case 0x68: {
      const bytes = readSized(reader);
      return {
        kind: 'integer',
        value:
          bytes &&
          String(
            BigInt.asIntN(
              bytes.length * 8,
              bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n),
            ),
          ),
      };
    }
    case 0x6d: {
      const bytes = readSized(reader);
      return {
        kind: 'float',
        value: bytes && String(bytes.length === 8 ? bytes.readDoubleLE() : bytes.readFloatLE()),
      };
    }
    case 0x6a:
    case 0x6c:
      return { kind: 'decimal', value: readDecimal(reader) };
    case 0xe7:
    case 0xef:
      return { kind: 'text', value: readText(reader, 'utf16le') };
    case 0xa7:
    case 0xaf:
      return { kind: 'text', value: readText(reader, 'latin1') };
    default:
      throw new Error(
        `a parameter has the type 0x${type.toString(16)}, which this server does not read`,
      );
  }
}

/** A length that is declared, then the bytes of the value; none for null. */
function readSized(reader: Reader): Buffer | null {
  reader.u8();
  const length = reader.u8();
  return length === 0 ? null : reader.take(length);
}

function readDecimal(reader: Reader): string | null {
  const [, , scale = 0] = reader.take(3);
  const bytes = reader.take(reader.u8());
  if (bytes.length === 0) return null;
  const digits = bytes
    .subarray(1)
    .reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    .toString()
    .padStart(scale + 1, '0');
  return `${bytes[0] === 0 ? '-' : ''}${digits.slice(0, digits.length - scale)}${scale > 0 ? `.${digits.slice(-scale)}` : ''}`;
}

function readText(reader: Reader, encoding: BufferEncoding): string | null {
  const size = reader.u16();
  reader.take(5);
  return readCharacters(reader, size, encoding);
}

/**
 * Characters of a column or parameter of that size; 0xffff stands for `max`, which comes in chunks.
 */
export function readCharacters(
  reader: Reader,
  size: number,
  encoding: BufferEncoding,
): string | null {
  if (size !== 0xffff) {
    const length = reader.u16();
    return length === 0xffff ? null : reader.take(length).toString(encoding);
  }
  if (reader.u64() === 0xffffffffffffffffn) return null;
  const chunks: Buffer[] = [];
  for (let length = reader.u32(); length > 0; length = reader.u32()) {
    chunks.push(reader.take(length));
  }
  return Buffer.concat(chunks).toString(encoding);
}
