import type { Client, ClientConfig } from 'pg';
import { kill } from './guard.ts';
import { clientOf } from './login.ts';

/** What the driver's connection has beside its public face. */
interface CancelConnection extends NodeJS.EventEmitter {
  connect(port: number, host: string): void;
  requestSsl(): void;
  cancel(process: number, secret: number): void;
}

/** Names a session to its server. */
export interface SessionKey {
  readonly processID: number;
  readonly secretKey: number;
}

export function keyOf(client: Client): SessionKey {
  return client as unknown as SessionKey;
}

/**
 * Asks the server, on a connection made for that, to cancel what a session does; resolves when the
 * server has taken the request, or cannot be asked. Encrypted wherever the session is.
 */
export async function cancel(
  options: ClientConfig,
  { processID, secretKey }: SessionKey,
  milliseconds: number,
): Promise<void> {
  const client = clientOf(options);
  const connection = client.connection as unknown as CancelConnection;
  const ask = (): void => connection.cancel(processID, secretKey);
  const timer = setTimeout(() => kill(client), milliseconds);
  await new Promise<void>((resolve) => {
    connection.on('connect', options.ssl ? () => connection.requestSsl() : ask);
    connection.on('sslconnect', ask);
    connection.on('error', () => kill(client));
    // the server hangs up when it has read the request
    connection.on('end', resolve);
    connection.connect(client.port, client.host);
  });
  clearTimeout(timer);
}
