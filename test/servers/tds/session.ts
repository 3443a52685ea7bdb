import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { type Backing, type ReadyRows, type Result, StatementError } from './backing.ts';
import type { Fault, Link } from './faults.ts';
import {
  Encryption,
  type Login,
  encryptionAsked,
  ntlmAccount,
  ntlmChallenge,
  preloginAnswer,
  readLogin,
} from './login.ts';
import { Answer, Outlet } from './outlet.ts';
import { type Message, MessageReader, Packet } from './packets.ts';
import { PreparedStatements } from './prepared.ts';
import { readBulk } from './bulk.ts';
import { type Statement, readBatch, readRpc } from './requests.ts';
import { secure } from './tls.ts';
import {
  DoneStatus,
  type LoginExtras,
  type ServerError,
  columnMetadata,
  done,
  error,
  loginTaken,
  returnStatus,
  sspi,
  transaction,
} from './tokens.ts';

/** What a server gives its sessions. */
export interface SessionHost {
  readonly backing: Backing;
  readonly link: Link;
  readonly tls: SecureContext | undefined;
  /** Where the server falls silent, if it does. */
  readonly silentAt: 'prelogin' | 'login' | undefined;
  /** Errors that refuse it. */
  login(login: Login): readonly ServerError[];
  /** What it adds to a login that is taken. */
  extras(): LoginExtras;
  received(statement: Statement): Fault | undefined;
  attention(): void;
  /** A descriptor of eight bytes that no other transaction has. */
  newTransaction(): Buffer;
  /** A client has asked for the end of its transaction. */
  rolledBack(): void;
}

const DOMAIN = 'CORP';
/** Errors that end a transaction: deadlock victim, snapshot conflicts. */
const ROLLS_BACK: ReadonlySet<number> = new Set([1205, 3960, 3961]);

/**
 * One connection, from PRELOGIN to its end: requests are answered in turn, and a cancel overtakes
 * them.
 */
export class Session {
  readonly #host: SessionHost;
  readonly #outlet: Outlet;
  readonly #socket: Socket;
  readonly #prepared = new PreparedStatements();
  readonly #reader = new MessageReader();
  #work: Promise<void> = Promise.resolve();
  #attention: PromiseWithResolvers<void> | undefined;
  #cancelled = false;
  #login: Login | undefined;
  #implicit = false;
  #transaction: Buffer | undefined;
  /** The table of the last `insert bulk`, whose rows come next. */
  #loading: string | undefined;

  constructor(host: SessionHost, socket: Socket) {
    this.#host = host;
    this.#socket = socket;
    this.#outlet = new Outlet(socket, host.link);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', this.#receive);
  }

  readonly #receive = (chunk: Buffer): void => {
    for (const message of this.#reader.push(chunk)) {
      if (message.type === Packet.attention) {
        this.#cancel();
      } else {
        this.#work = this.#work
          .then(() => this.#answer(message))
          .catch(() => {
            this.#socket.destroy();
          });
      }
    }
  };

  #cancel(): void {
    this.#host.attention();
    this.#cancelled = true;
    this.#attention?.resolve();
    this.#work = this.#work.then(async () => {
      this.#cancelled = false;
      await this.#outlet.message(Packet.response, done('done', DoneStatus.attention));
    });
  }

  async #answer(message: Message): Promise<void> {
    switch (message.type) {
      case Packet.prelogin:
        return this.#greet(message.bytes);
      case Packet.login:
        return this.#logIn(readLogin(message.bytes));
      case Packet.sspi:
        return this.#takeLogin({
          ...(this.#login ?? readLogin(message.bytes)),
          user: ntlmAccount(message.bytes),
        });
      case Packet.batch:
        return this.#run(readBatch(message.bytes));
      case Packet.rpc:
        return this.#call(message.bytes);
      case Packet.bulk:
        return this.#load(message.bytes);
      default:
        this.#socket.destroy();
    }
  }

  async #greet(bytes: Buffer): Promise<void> {
    if (this.#host.silentAt === 'prelogin') return;
    const { tls } = this.#host;
    const wanted = [Encryption.on, Encryption.required].some(
      (asked) => asked === encryptionAsked(bytes),
    );
    const offered = wanted ? Encryption.on : Encryption.off;
    await this.#outlet.message(
      Packet.response,
      preloginAnswer(tls ? offered : Encryption.notSupported),
    );
    if (!tls || !wanted) return;
    this.#socket.off('data', this.#receive);
    const plain = secure(this.#socket, tls);
    plain.on('error', () => this.#socket.destroy());
    plain.on('data', this.#receive);
    this.#outlet.stream = plain;
  }

  async #logIn(login: Login): Promise<void> {
    if (this.#host.silentAt === 'login') return;
    if (!login.sspi) return this.#takeLogin(login);
    this.#login = login;
    await this.#outlet.message(Packet.response, sspi(ntlmChallenge(DOMAIN)));
  }

  async #takeLogin(login: Login): Promise<void> {
    const refusals = this.#host.login(login);
    if (refusals.length > 0) {
      await this.#outlet.message(
        Packet.response,
        Buffer.concat([...refusals.map(error), done('done', DoneStatus.error)]),
      );
      this.#outlet.stream.end();
      return;
    }
    this.#outlet.agreeOn(login.packetSize);
    await this.#outlet.message(
      Packet.response,
      loginTaken(login.database || 'master', this.#outlet.packetSize, this.#host.extras()),
    );
  }

  async #call(bytes: Buffer): Promise<void> {
    const { statement, handle } = this.#prepared.call(readRpc(bytes));
    if (statement) return this.#run(statement, handle);
    await this.#outlet.message(
      Packet.response,
      Buffer.concat([handle ?? Buffer.alloc(0), returnStatus(0), done('proc', DoneStatus.final)]),
    );
  }

  async #run(statement: Statement, handle?: Buffer): Promise<void> {
    const fault = this.#host.received(statement);
    const answer = new Answer(this.#outlet, fault?.kind === 'drop' ? fault : undefined);
    if (isRollback(statement.sql)) {
      if (this.#transaction) this.#host.rolledBack();
      await this.#rollBack(answer);
      await answer.write(done('done', DoneStatus.final));
      return answer.end();
    }
    [, this.#loading] = /^insert bulk (\S+)\s*\(/i.exec(statement.sql) ?? [];
    try {
      const asks = !isSetting(statement.sql) && this.#loading === undefined;
      await (asks ? this.#beginTransaction(answer) : this.#set(statement.sql));
      const result = asks ? await this.#host.backing.execute(statement) : undefined;
      await (result
        ? this.#rows(answer, statement, result, fault, handle)
        : answer.write(done('done', DoneStatus.final)));
    } catch (failure) {
      if (!(failure instanceof StatementError)) throw failure;
      if (ROLLS_BACK.has(failure.facts.number)) await this.#rollBack(answer);
      await answer.write(
        Buffer.concat([
          error(failure.facts),
          done(statement.kind === 'rpc' ? 'proc' : 'done', DoneStatus.error),
        ]),
      );
    }
    await answer.end();
  }

  async #load(bytes: Buffer): Promise<void> {
    const { backing } = this.#host;
    if (this.#loading === undefined || !backing.load) {
      throw new Error('rows came that no statement announced');
    }
    const { columns, rows } = readBulk(bytes);
    await backing.load({ table: this.#loading, columns, rows });
    await this.#outlet.message(Packet.response, done('done', DoneStatus.count, rows.length));
  }

  #set(sql: string): void {
    const [, implicit] = [...sql.matchAll(/implicit_transactions (on|off)/gi)].at(-1) ?? [];
    if (implicit !== undefined) this.#implicit = implicit.toLowerCase() === 'on';
  }

  /** With implicit transactions, the first query begins one. */
  async #beginTransaction(answer: Answer): Promise<void> {
    if (!this.#implicit || this.#transaction) return;
    this.#transaction = this.#host.newTransaction();
    await answer.write(transaction('begun', this.#transaction));
  }

  async #rollBack(answer: Answer): Promise<void> {
    if (this.#transaction) await answer.write(transaction('rolled back', this.#transaction));
    this.#transaction = undefined;
  }

  async #rows(
    answer: Answer,
    statement: Statement,
    { columns, rows, ready }: Result,
    fault: Fault | undefined,
    handle: Buffer | undefined,
  ): Promise<void> {
    let count = 0;
    await this.#misbehave(answer, fault, count);
    await answer.write(columnMetadata(columns));
    for (const row of rows) {
      if (this.#cancelled || this.#outlet.closed) break;
      const waiting = answer.write(row);
      if (waiting) await waiting;
      await this.#misbehave(answer, fault, ++count);
    }
    if (ready) count += await this.#sendReady(answer, ready);
    if (this.#cancelled) return answer.write(done('done', DoneStatus.error));
    const told = fault?.kind === 'miscount' ? fault.rows : count;
    if (statement.kind === 'batch') return answer.write(done('done', DoneStatus.count, told));
    return answer.write(
      Buffer.concat([
        done('inProc', DoneStatus.more | DoneStatus.count, told),
        handle ?? Buffer.alloc(0),
        returnStatus(0),
        done('proc', DoneStatus.final),
      ]),
    );
  }

  async #sendReady(answer: Answer, { count, packets }: ReadyRows): Promise<number> {
    await answer.flush();
    for (const bytes of packets(this.#outlet.packetSize)) {
      if (this.#cancelled || this.#outlet.closed) break;
      await this.#outlet.send(bytes);
    }
    return count;
  }

  #misbehave(answer: Answer, fault: Fault | undefined, count: number): Promise<void> | undefined {
    if (!fault || fault.kind === 'drop' || fault.kind === 'miscount' || fault.afterRows !== count) {
      return undefined;
    }
    if (fault.kind === 'error') throw new StatementError(fault.error);
    if (fault.kind === 'garbage') {
      return answer.write(Buffer.from('these bytes are no token of any kind', 'latin1'));
    }
    return this.#stall(answer, fault.deaf ?? false);
  }

  async #stall(answer: Answer, deaf: boolean): Promise<void> {
    await answer.flush();
    const gone = once(this.#socket, 'close');
    if (deaf) {
      await gone;
      return;
    }
    this.#attention = Promise.withResolvers<void>();
    if (!this.#cancelled) await Promise.race([gone, this.#attention.promise]);
  }
}

/** A batch of SET statements only. */
function isSetting(sql: string): boolean {
  return sql.split(/[\n;]/).every((line) => /^\s*(set\b.*)?$/i.test(line));
}

function isRollback(sql: string): boolean {
  return /^if @@trancount > 0 rollback transaction$/i.test(sql.trim());
}
