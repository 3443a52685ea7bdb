import { packConnection } from '../site/portable-connection.ts';
import type { Connection } from '../site/model.ts';
import type { Protection } from '../prepare/protection.ts';
import type { TablePlace } from '../query/dialect.ts';
import type { Source } from '../sources/source.ts';
import type { ReadRows } from './extract-object.ts';
import { readObject } from './read-object.ts';
import { ReaderThread } from './threads/reader-thread.ts';

/** Those who read the objects of a run, each one at a time. */
export interface Readers {
  readonly lanes: readonly ReadRows[];
  /** Ends threads and their connections. Safe to call twice. */
  close(): Promise<void>;
}

/** Readers of this thread: as many as the source can stream at a time. */
export function readersHere(source: Source, protection: Protection | undefined): Readers {
  const read: ReadRows = (reading, signal) => {
    const { object, columns } = reading.facts;
    return readObject(reading, { source, signal, leaving: protection?.changeFor(object, columns) });
  };
  return {
    lanes: Array.from({ length: Math.max(1, source.parallel) }, () => read),
    close: () => Promise.resolve(),
  };
}

/** How many threads read over a connection, and how many connections each has. */
export interface ThreadPlan {
  readonly threads: number;
  readonly connections: number;
}

/**
 * Decoding what a server sends takes a processor, so that each of two connections has a thread of
 * its own; undefined where everything is read in this thread: for the embedded engine, which lives
 * in it, and where the site says `threads: 1`.
 */
export function planThreads(connection: Connection): ThreadPlan | undefined {
  if (connection.engine === 'embedded') return undefined;
  const threads = Math.min(connection.threads, connection.parallel);
  if (threads < 2) return undefined;
  return { threads, connections: Math.floor(connection.parallel / threads) };
}

interface ThreadedReading {
  readonly connection: Connection;
  readonly place: TablePlace;
  /** The connection of this thread, whose moment the others are to show. */
  readonly source: Source;
  readonly protection: Protection | undefined;
}

/** Readers in threads of their own; this one is left to write and to hash. */
export function readersInThreads(
  { threads, connections }: ThreadPlan,
  { connection, place, source, protection }: ThreadedReading,
): Readers {
  const all = Array.from(
    { length: threads },
    () =>
      new ReaderThread({
        connection: packConnection(connection),
        place,
        connections,
        moment: source.moment,
        pseudonyms: protection?.portable,
      }),
  );
  const lanes = Array.from({ length: connections }, () =>
    all.map(
      (thread): ReadRows =>
        (reading, signal) =>
          thread.read(reading, signal),
    ),
  ).flat();
  return {
    lanes,
    close: async () => {
      await Promise.all(all.map((thread) => thread.close()));
    },
  };
}
