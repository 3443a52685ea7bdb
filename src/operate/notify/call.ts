import https from 'node:https';
import { isHttps } from '../../site/notify.ts';
import { resolveSecret } from '../../site/secret.ts';
import type { Secret } from '../../site/secret-shape.ts';
import { NotDelivered } from './channel.ts';
import { trusted } from './trust.ts';

interface Call {
  readonly url: URL;
  readonly caFile: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Posts to a service by HTTPS and waits for its answer, of which only the status counts. No
 * redirect is followed: it could lead elsewhere. A proxy is taken from HTTPS_PROXY and NO_PROXY.
 * @throws NotDelivered, or an error of the connection
 */
export function call({ url, caFile, headers, body }: Call, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = https.request(
      url,
      {
        ...trusted(caFile),
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent: new https.Agent({ proxyEnv: process.env }),
        signal,
      },
      (response) => {
        const { statusCode = 0 } = response;
        response.destroy();
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new NotDelivered(refusal(statusCode)));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/**
 * The address of a service, which may be kept as a secret.
 * @throws NotDelivered when what the secret holds is no such address; it is not repeated
 */
export function addressOf(url: string | Secret): URL {
  const address = typeof url === 'string' ? url : resolveSecret(url);
  if (!isHttps(address)) {
    throw new NotDelivered('its secret url is not an address that begins with https://');
  }
  return new URL(address);
}

function refusal(status: number): string {
  return status >= 300 && status < 400
    ? `the server answered with ${status}, and no redirect is followed: write the address that it leads to`
    : `the server answered with ${status}`;
}
