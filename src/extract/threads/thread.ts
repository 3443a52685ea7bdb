// The other side of reader-thread.ts: a thread that reads objects over connections of its own, and
// posts the bytes of their files.
import { type Transferable, parentPort, workerData } from 'node:worker_threads';
import { openConnection } from '../../prepare/open-source.ts';
import { type RowChange, pseudonymiser } from '../../protect/pseudonymise.ts';
import { Pseudonyms } from '../../protect/pseudonyms.ts';
import { unpackConnection } from '../../site/portable-connection.ts';
import type { Source } from '../../sources/source.ts';
import { type ObjectReading, type ReadOutcome, readObject } from '../read-object.ts';
import type { FromThread, ThreadSettings, ToThread } from './messages.ts';
import { packError } from './pack-error.ts';

/** Blocks of an object that may wait to be written. */
const AHEAD = 2;

const settings = workerData as ThreadSettings;
const readings = new Map<number, Reading>();
let source: Promise<Source> | undefined;

/** One object that is being read. */
class Reading {
  readonly #stop = new AbortController();
  #ahead = 0;
  #wake: (() => void) | undefined;

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  stop(): void {
    this.#stop.abort();
    this.#wake?.();
  }

  taken(): void {
    this.#ahead--;
    this.#wake?.();
  }

  /** Resolves when another block may be posted: that is what keeps memory bounded. */
  async room(): Promise<void> {
    while (this.#ahead >= AHEAD && !this.signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#ahead++;
  }
}

function post(message: FromThread, transfer: readonly Transferable[] = []): void {
  parentPort?.postMessage(message, transfer);
}

async function read(id: number, reading: ObjectReading): Promise<void> {
  const under = new Reading();
  readings.set(id, under);
  try {
    const outcome = await postRows(id, reading, under);
    post({ kind: 'end', id, outcome }, buffersOf(outcome));
  } catch (error) {
    post({ kind: 'failed', id, error: packError(error) });
  } finally {
    readings.delete(id);
  }
}

async function postRows(id: number, reading: ObjectReading, under: Reading): Promise<ReadOutcome> {
  const blocks = readObject(reading, {
    source: await open(),
    signal: under.signal,
    leaving: leavingOf(reading),
  });
  let next = await blocks.next();
  for (; !next.done; next = await blocks.next()) {
    await under.room();
    // the block itself is filled again with what follows
    const block = new Uint8Array(next.value.block);
    post({ kind: 'rows', id, block, rows: next.value.rows }, [block.buffer]);
  }
  return next.value;
}

/** Connected at the first object; where that fails, anew at the next try. */
function open(): Promise<Source> {
  const { place, connections, moment } = settings;
  source ??= openConnection(unpackConnection(settings.connection), place, {
    connections,
    moment,
  }).catch((error: unknown) => {
    source = undefined;
    throw error;
  });
  return source;
}

function leavingOf({ facts }: ObjectReading): RowChange | undefined {
  if (!settings.pseudonyms) return undefined;
  const { key, treatments } = settings.pseudonyms;
  const pseudonyms = new Pseudonyms(key);
  return pseudonymiser({ treatments, pseudonyms }, facts.object, facts.columns);
}

/** Handed over, not copied: keys may be many. */
function buffersOf({ validation }: ReadOutcome): ArrayBuffer[] {
  return [...new Set([...validation.keys.values()].map(({ records }) => records.buffer))];
}

async function close(): Promise<void> {
  for (const reading of readings.values()) reading.stop();
  await (await source?.catch(() => undefined))?.close();
  parentPort?.close();
}

parentPort?.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'read':
      void read(message.id, message.reading);
      break;
    case 'taken':
      readings.get(message.id)?.taken();
      break;
    case 'stop':
      readings.get(message.id)?.stop();
      break;
    case 'close':
      void close();
  }
});
