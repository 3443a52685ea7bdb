import type { Socket } from 'node:net';
import {
  dataTypesAnswer,
  describeAnswer,
  endOfCall,
  protocolAnswer,
  rowsAnswer,
  statusAnswer,
} from './answers.ts';
import { Login, readLogin } from './auth.ts';
import { type Backing, type Cell, OracleError, type Rows } from './backing.ts';
import {
  type BindType,
  Call,
  NUMBER,
  Option,
  readBinds,
  readExecute,
  skipPiggyback,
} from './calls.ts';
import type { Fault, Outlet } from './outlet.ts';
import {
  DataFlag,
  Marker,
  Packet,
  PacketReader,
  type ReceivedPacket,
  acceptPacket,
  dataPackets,
  markerPacket,
  redirectPacket,
  refusePacket,
  resendPacket,
} from './packets.ts';
import { isLob } from './values.ts';
import { Reader } from './wire.ts';

/** What a session needs of its server. */
export interface Host {
  readonly backing: Backing;
  readonly users: ReadonlyMap<string, string>;
  /** Errors that logins end with, whatever the password. */
  readonly refused: ReadonlyMap<string, OracleError>;
  readonly record: (call: string, binds: readonly Cell[]) => void;
  readonly farewell: () => void;
}

interface Cursor {
  readonly sql: string;
  bindTypes: readonly BindType[];
  rows: Rows | undefined;
}

/** One connection: what a driver says, in its order, and the answers. */
export class Session {
  readonly #host: Host;
  readonly #socket: Socket;
  readonly #out: Outlet;
  readonly #fault: Fault;
  readonly #packets = new PacketReader();
  readonly #cursors = new Map<number, Cursor>();
  #request: Buffer[] = [];
  #login: { readonly user: string; readonly login: Login } | undefined;
  /** Counts calls, so that the answer of an abandoned one is never sent. */
  #turn = 0;
  #descriptor = 0;
  #resent = false;
  #answered = 0;

  constructor(host: Host, socket: Socket, out: Outlet, fault: Fault) {
    this.#host = host;
    this.#socket = socket;
    this.#out = out;
    this.#fault = fault;
  }

  receive(chunk: Buffer): void {
    for (const packet of this.#packets.take(chunk)) this.#packet(packet);
  }

  #packet({ type, bytes }: ReceivedPacket): void {
    switch (type) {
      case Packet.connect: {
        const length = bytes.readUInt16BE(24);
        this.#descriptor = bytes.readUInt16BE(26) + length > bytes.length ? length : 0;
        return this.#descriptor === 0 ? this.#greet() : undefined;
      }
      case Packet.marker:
        return this.#marker(bytes.readUInt8(10));
      case Packet.data:
        return this.#data(bytes);
      default:
        throw new Error(`a packet of type ${type} was not expected`);
    }
  }

  #greet(): void {
    if (this.#fault.refuse !== undefined) {
      this.#out.send(refusePacket(this.#fault.refuse));
      return;
    }
    if (this.#fault.redirect !== undefined) {
      this.#out.send(
        redirectPacket(this.#fault.redirect, '(DESCRIPTION=(CONNECT_DATA=(SERVICE_NAME=MOSAIC)))'),
      );
      return;
    }
    if (this.#fault.resend === true && !this.#resent) {
      this.#resent = true;
      this.#out.send(resendPacket());
      return;
    }
    if (this.#fault.inPlaceOfAccept) {
      this.#out.send(this.#fault.inPlaceOfAccept);
      return;
    }
    this.#out.send(acceptPacket());
    this.#packets.accepted = true;
  }

  #data(bytes: Buffer): void {
    if (!this.#packets.accepted) {
      this.#descriptor -= bytes.length - 10;
      if (this.#descriptor <= 0) this.#greet();
      return;
    }
    const flags = bytes.readUInt16BE(8);
    if ((flags & DataFlag.endOfFile) !== 0) {
      this.#host.farewell();
      this.#socket.end();
      return;
    }
    this.#request.push(bytes.subarray(10));
    if ((flags & DataFlag.endOfRequest) === 0) return;
    const request = new Reader(Buffer.concat(this.#request));
    this.#request = [];
    const turn = ++this.#turn;
    this.#answer(request)
      .catch((error: unknown) =>
        endOfCall({
          error:
            error instanceof OracleError
              ? error
              : new OracleError(3001, `the test server failed: ${String(error)}`),
        }),
      )
      .then(
        (answer) => {
          if (turn !== this.#turn) return;
          const { answers, packet } = this.#fault.inPlaceOfAnswer ?? { answers: Infinity };
          this.#out.send(packet && ++this.#answered > answers ? packet : dataPackets(answer));
        },
        () => undefined,
      );
  }

  /**
   * A driver that breaks a call sends an interrupt, then a reset; it takes nothing for an answer
   * but both echoes and ORA-01013.
   */
  #marker(kind: number): void {
    this.#turn++;
    this.#request = [];
    if (kind !== Marker.reset) {
      this.#out.send(markerPacket(Marker.break));
      return;
    }
    this.#out.send(markerPacket(Marker.reset));
    this.#out.send(
      dataPackets(
        endOfCall({ error: new OracleError(1013, 'user requested cancel of current operation') }),
      ),
    );
  }

  async #answer(request: Reader): Promise<Buffer> {
    let kind = request.u8();
    for (; kind === PIGGYBACK; kind = request.u8()) skipPiggyback(request);
    if (kind === PROTOCOL) return protocolAnswer();
    if (kind === DATA_TYPES) return dataTypesAnswer();
    if (kind !== FUNCTION) throw new Error(`message ${kind} is not known here`);
    const code = request.u8();
    request.skip(1);
    switch (code) {
      case Call.authOne:
        return this.#authOne(request);
      case Call.authTwo:
        return this.#authTwo(request);
      case Call.execute:
        return this.#execute(request);
      case Call.reexecute:
      case Call.reexecuteAndFetch:
        return this.#reexecute(request, code === Call.reexecuteAndFetch);
      case Call.fetch:
        return this.#page(request.ub(), request.ub());
      case Call.commit:
      case Call.rollback:
      case Call.ping:
      case Call.logoff:
        this.#host.record(NAMES[code], []);
        return statusAnswer();
      default:
        throw new Error(`function ${code} is not known here`);
    }
  }

  #authOne(request: Reader): Buffer {
    const { user } = readLogin(request);
    // an unknown user goes on with a made-up password, so that nobody learns which users there are
    this.#login = {
      user: user.toUpperCase(),
      login: new Login(this.#host.users.get(user.toUpperCase()) ?? 'made up'),
    };
    return Buffer.concat([this.#login.login.challenge(), endOfCall({})]);
  }

  #authTwo(request: Reader): Buffer {
    const { user, login } = this.#login ?? {};
    const accepted = login?.accept(readLogin(request).pairs);
    const refused = this.#host.refused.get(user ?? '');
    if (refused) throw refused;
    if (!accepted || !this.#host.users.has(user ?? '')) {
      throw new OracleError(1017, 'invalid username/password; logon denied');
    }
    return Buffer.concat([accepted, endOfCall({})]);
  }

  async #execute(request: Reader): Promise<Buffer> {
    const { options, cursor: known, sql, rows, bindTypes, binds } = readExecute(request);
    // the answer to a define is all that a driver waits for: the rows come with its next fetch
    if ((options & Option.define) !== 0 && (options & Option.execute) === 0) {
      return endOfCall({ cursor: known });
    }
    const id = sql === undefined ? known : this.#cursors.size + 1;
    const text = sql ?? this.#cursors.get(known)?.sql;
    if (text === undefined) throw new OracleError(1001, 'invalid cursor');
    const cursor: Cursor = { sql: text, bindTypes, rows: undefined };
    this.#cursors.set(id, cursor);
    if ((options & Option.describeOnly) !== 0) return this.#describe(cursor);
    return this.#run(id, cursor, binds, (options & Option.fetch) === 0 ? 0 : rows);
  }

  /** Parsed and not run: as far as this server can tell them apart, run without values or rows. */
  async #describe({ sql }: Cursor): Promise<Buffer> {
    const unquoted = sql.replace(/'(?:[^']|'')*'|"[^"]*"/g, '');
    const none = [...unquoted.matchAll(/:\w+/g)].map(() => null);
    this.#host.record(sql, []);
    const rows = await this.#host.backing.execute(sql, none, []);
    return Buffer.concat([...(rows ? [describeAnswer(rows.columns)] : []), endOfCall({})]);
  }

  async #reexecute(request: Reader, fetch: boolean): Promise<Buffer> {
    const id = request.ub();
    const rows = request.ub();
    request.skipUb(2);
    const cursor = this.#cursors.get(id);
    if (!cursor) throw new OracleError(1001, 'invalid cursor');
    return this.#run(id, cursor, readBinds(request, cursor.bindTypes), fetch ? rows : 0);
  }

  async #run(
    id: number,
    cursor: Cursor,
    bindRows: readonly (readonly Cell[])[],
    count: number,
  ): Promise<Buffer> {
    const numeric = cursor.bindTypes.map(({ type }) => type === NUMBER);
    for (const binds of bindRows) {
      this.#host.record(cursor.sql, binds);
      cursor.rows = await this.#host.backing.execute(cursor.sql, binds, numeric);
    }
    if (!cursor.rows) return endOfCall({ cursor: id, rows: bindRows.length });
    const described = describeAnswer(cursor.rows.columns);
    // rows with LOBs wait for the driver's define
    const page = cursor.rows.columns.some(isLob)
      ? endOfCall({ cursor: id })
      : await this.#page(id, count);
    return Buffer.concat([described, page]);
  }

  /**
   * Exactly as many rows as were asked for until the data ends: a driver takes a short page for the
   * last one, in silence.
   */
  async #page(id: number, count: number): Promise<Buffer> {
    const rows = this.#cursors.get(id)?.rows;
    if (!rows) throw new OracleError(1002, 'fetch out of sequence');
    if (rows.encoded && count > 0) {
      const page = rows.encoded(count);
      const number = page.count < count ? NO_DATA : 0;
      return Buffer.concat([page.bytes, endOfCall({ cursor: id, number, rows: page.count })]);
    }
    const page = count === 0 ? [] : await rows.fetch(count);
    const ended = rows.short === true ? count > 0 && page.length === 0 : page.length < count;
    return Buffer.concat([
      rowsAnswer(rows.columns, page),
      endOfCall({ cursor: id, number: ended ? NO_DATA : 0, rows: page.length }),
    ]);
  }
}

const PROTOCOL = 1;
const DATA_TYPES = 2;
const FUNCTION = 3;
const PIGGYBACK = 17;
const NO_DATA = 1403;
const NAMES = {
  [Call.commit]: 'commit',
  [Call.rollback]: 'rollback',
  [Call.ping]: 'ping',
  [Call.logoff]: 'logoff',
} as const;
