import fs from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after } from 'node:test';
import { certificate } from './certificate.ts';
import { tempDir } from './files.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Service {
  /** `https://localhost:PORT` */
  readonly url: string;
  /** The certificate, as a `ca_file`. */
  readonly caFile: string;
  /** In the order in which they came. */
  readonly received: Received[];
  /** The status to answer with, by path; 200 where there is none, no answer at all for 0. */
  readonly answers: Map<string, number>;
}

/** A service on a real socket, its certificate signed by itself; it ends with the test file. */
export async function httpsServer(): Promise<Service> {
  const { key, cert } = await certificate('localhost');
  const received: Received[] = [];
  const answers = new Map<string, number>();
  const server = https.createServer({ key, cert }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, path: url, headers, body });
      const status = answers.get(url) ?? 200;
      if (status === 0) return;
      const location = status >= 300 && status < 400 ? { location: '/elsewhere' } : {};
      response.writeHead(status, location).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const caFile = path.join(tempDir(), 'ca.pem');
  fs.writeFileSync(caFile, cert);
  const { port } = server.address() as AddressInfo;
  return { url: `https://localhost:${port}`, caFile, received, answers };
}
