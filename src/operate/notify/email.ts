import { once } from 'node:events';
import type { Transporter } from 'nodemailer';
import type { EmailSettings } from '../../site/notify.ts';
import { resolveSecret } from '../../site/secret.ts';
import { type Channel, NotDelivered } from './channel.ts';
import { headline, showNotice } from './notice.ts';
import { trusted } from './trust.ts';

/** Sends the notice as plain text. */
export function email(settings: EmailSettings): Channel {
  const { on, timeout, from, to } = settings;
  return {
    name: 'email',
    on,
    timeout,
    deliver: async (notice, signal) => {
      const transport = await transportFor(settings);
      try {
        const sent = transport.sendMail({
          from,
          to: [...to],
          subject: headline(notice),
          text: showNotice(notice),
        });
        await Promise.race([sent, abortOf(signal)]);
      } catch (error) {
        throw explain(error);
      } finally {
        transport.close();
      }
    },
  };
}

async function transportFor(settings: EmailSettings): Promise<Transporter> {
  // only who sends mail waits for it to load
  const { createTransport } = await import('nodemailer');
  const { host, port, security, user, password, timeout, ca_file } = settings;
  return createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user !== undefined && password && { auth: { user, pass: resolveSecret(password) } }),
    tls: trusted(ca_file),
    connectionTimeout: timeout * 1000,
    greetingTimeout: timeout * 1000,
    socketTimeout: timeout * 1000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

async function abortOf(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}

/** The words of the server stay out: only its number is told. */
function explain(error: unknown): unknown {
  const { code, originalCode, responseCode, command } = error as {
    code?: string;
    /** Of the system or of TLS, where nodemailer gives a code of its own. */
    originalCode?: string;
    responseCode?: number;
    command?: string;
  };
  if (code === 'EAUTH') {
    return new NotDelivered(`the mail server refuses the login (${responseCode ?? code})`);
  }
  if (code === 'ETLS') {
    return new NotDelivered(
      'the mail server has no trusted TLS where it is asked for: see security and ca_file',
    );
  }
  if (originalCode !== undefined) return Object.assign(new Error(), { code: originalCode });
  if (responseCode === undefined) return error;
  return new NotDelivered(`the mail server answered with ${responseCode} to ${command ?? 'it'}`);
}
