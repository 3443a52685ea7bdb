import fs from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';

/** Streams row objects through csv-stringify into a file, as its pages show; gives the rows. */
export async function writeCsv(
  rows: Readable | AsyncIterable<object>,
  file: string,
): Promise<number> {
  let count = 0;
  const counted = new Transform({
    objectMode: true,
    transform(row: object, _encoding, next) {
      count++;
      next(null, row);
    },
  });
  const source = rows instanceof Readable ? rows : Readable.from(rows);
  await pipeline(source, counted, stringify({ header: true }), fs.createWriteStream(file));
  return count;
}
