import fs from 'node:fs';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after } from 'node:test';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { certificate } from './certificate.ts';
import { tempDir } from './files.ts';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  /** Whether it came over TLS. */
  readonly secure: boolean;
  readonly user: string | undefined;
  /** Headers and body as they came. */
  readonly text: string;
}

export interface MailServer {
  readonly port: number;
  readonly caFile: string;
  readonly mails: Mail[];
}

/** The only login that the server takes. */
export const LOGIN = { user: 'svc', password: 'right horse' };

/** A real mail server that offers STARTTLS unless told otherwise; it ends with the test file. */
export async function smtpServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const { key, cert } = await certificate('localhost');
  const mails: Mail[] = [];
  const server = new SMTPServer({
    key,
    cert,
    authOptional: true,
    disableReverseLookup: true,
    logger: false,
    onAuth: ({ username, password }, _session, callback) => {
      const right = username === LOGIN.user && password === LOGIN.password;
      if (right) callback(null, { user: LOGIN.user });
      else callback(new Error('wrong'));
    },
    onData: (stream, session, callback) => {
      const { envelope, secure } = session;
      let text = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      stream.on('end', () => {
        mails.push({
          from: envelope.mailFrom ? envelope.mailFrom.address : '',
          to: envelope.rcptTo.map(({ address }) => address),
          secure,
          user: session.user as string | undefined,
          text,
        });
        callback();
      });
    },
    ...options,
  });
  // a client that does not trust the certificate breaks off
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  after(() => server.close());
  const caFile = path.join(tempDir(), 'ca.pem');
  fs.writeFileSync(caFile, cert);
  return { port: (server.server.address() as AddressInfo).port, caFile, mails };
}
