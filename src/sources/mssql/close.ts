import { setTimeout as pause } from 'node:timers/promises';
import type sql from 'mssql';

const ROLL_BACK = 'if @@trancount > 0 rollback transaction';

/** Milliseconds that the connections may take for it; the server does the same when one is gone. */
const LIMIT = 3000;

/**
 * Rolls back what every connection of a pool has begun, then closes it: nothing that a session has
 * done is ever committed.
 */
export async function closePool(pool: sql.ConnectionPool): Promise<void> {
  // asked for at once, each of them gets a connection of its own
  const requests = Array.from({ length: pool.available }, () => pool.request());
  const answers = Promise.allSettled(requests.map((request) => request.batch(ROLL_BACK)));
  const late = await Promise.race([answers, pause(LIMIT, 'late' as const, { ref: false })]);
  if (late === 'late') for (const request of requests) request.cancel();
  await pool.close();
}
