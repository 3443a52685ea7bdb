import { ExtractionError } from '../../problems/errors.ts';
import type { PostgresPlace } from './errors.ts';

/** No rows for too long. */
export class Stall extends Error {
  readonly rows: number;
  readonly milliseconds: number;

  constructor(rows: number, milliseconds: number) {
    super('no rows');
    this.rows = rows;
    this.milliseconds = milliseconds;
  }
}

/** What a person is told of it. */
export function stalled(
  { rows, milliseconds }: Stall,
  object: string,
  { server }: PostgresPlace,
): ExtractionError {
  const seconds = Math.round(milliseconds / 1000);
  return new ExtractionError({
    code: 'stalled',
    message:
      rows === 0
        ? `${object}: ${server} gave no row within ${seconds} s`
        : `${object}: ${server} stopped sending rows (none for ${seconds} s after ${rows})`,
    hint:
      rows === 0
        ? 'another program may hold a lock on its tables; connection.query_timeout in the site file is the limit in seconds'
        : 'connection.stall_timeout in the site file is the limit in seconds; look for a firewall that drops quiet connections',
    passing: 'connection',
  });
}
