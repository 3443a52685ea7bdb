import { setTimeout as pause } from 'node:timers/promises';
import sql from 'mssql';
import { SsdError } from '../../problems/errors.ts';
import { redact } from '../../problems/redact.ts';
import type { MssqlConnection } from '../../site/model.ts';
import { connectError, isTransientLogin } from './errors.ts';
import { type ConnectionFacts, guardConnection } from './guard.ts';
import { loginConfig } from './login.ts';

/** Connections to a server, and what the first one learnt. */
export interface Opened {
  readonly pool: sql.ConnectionPool;
  readonly seen: ConnectionFacts;
}

/** The server as a person calls it. */
export function serverName({ server, port, instance }: MssqlConnection): string {
  const host = redact(server);
  if (instance !== undefined) return `${host}\\${redact(instance)}`;
  return port === undefined ? host : `${host}:${port}`;
}

/**
 * A pool whose first login was taken. A refused login is never tried again, a busy service until
 * the time for connecting is over.
 * @throws ConnectionError; ConfigError when the site file lacks something for the login.
 */
export async function connectPool(connection: MssqlConnection, level: number): Promise<Opened> {
  const { options, ...config } = loginConfig(connection);
  const until = performance.now() + connection.connect_timeout * 1000;
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    const seen: ConnectionFacts = {};
    const pool = new sql.ConnectionPool({
      // With implicit transactions a connection's first query begins one: every later query of it
      // sees the same snapshot, and closePool rolls it back, whatever a query did.
      ...config,
      options: {
        ...options,
        connectionIsolationLevel: level,
        enableImplicitTransactions: true,
      },
      beforeConnect: (made) => guardConnection(made, seen, connection),
    });
    // A failure reaches whoever asked for the connection; without a listener it would end the
    // process as well.
    pool.on('error', () => undefined);
    try {
      await pool.connect();
      return { pool, seen };
    } catch (error) {
      const again = isTransientLogin(error) && performance.now() + wait < until;
      if (!again) {
        throw error instanceof SsdError
          ? error
          : connectError(error, { server: serverName(connection), database: connection.database });
      }
      await pause(wait);
    }
  }
}
