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

/** The threads that read beside this one, and how many connections each of all has. */
export interface ThreadPlan {
  readonly more: number;
  readonly connections: number;
}

/**
 * Decoding what a server sends takes a processor, so that each of two connections has a thread of
 * its own, this one among them. The embedded engine lives in this one, and has no other.
 */
export function planThreads(connection: Connection): ThreadPlan | undefined {
  if (connection.engine === 'embedded') return undefined;
  const threads = Math.min(connection.threads, connection.parallel);
  return { more: threads - 1, connections: Math.floor(connection.parallel / threads) };
}

interface ThreadedReading {
  readonly connection: Connection;
  readonly place: TablePlace;
  /** The connections of this thread, whose moment the others are to show. */
  readonly source: Source;
  readonly protection: Protection | undefined;
}

/** Readers of this thread, and in threads of their own; this one writes and hashes for all. */
export function readersInThreads(
  { more, connections }: ThreadPlan,
  { connection, place, source, protection }: ThreadedReading,
): Readers {
  const threads = Array.from(
    { length: more },
    () =>
      new ReaderThread({
        connection: packConnection(connection),
        place,
        connections,
        moment: source.moment,
        pseudonyms: protection?.portable,
      }),
  );
  // those come first, since they take a moment to begin
  const lanes = Array.from({ length: connections }, () =>
    threads.map(
      (thread): ReadRows =>
        (reading, signal) =>
          thread.read(reading, signal),
    ),
  ).flat();
  return {
    lanes: [...lanes, ...readersHere(source, protection).lanes],
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}
