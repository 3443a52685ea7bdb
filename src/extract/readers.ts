import type { Protection } from '../prepare/protection.ts';
import type { Source } from '../sources/source.ts';
import type { ReadRows } from './extract-object.ts';
import { readObject } from './read-object.ts';

/** Readers of this thread: as many as the source can stream at a time. */
export function readersHere(source: Source, protection: Protection | undefined): ReadRows[] {
  const read: ReadRows = (reading, signal) => {
    const { object, columns } = reading.facts;
    return readObject(reading, { source, signal, leaving: protection?.changeFor(object, columns) });
  };
  return Array.from({ length: Math.max(1, source.parallel) }, () => read);
}
