import { SsdError } from '../../problems/errors.ts';
import type { Notify } from '../../site/notify.ts';
import { type Channel, NotDelivered } from './channel.ts';
import { command } from './command.ts';
import { email } from './email.ts';
import { eventLog } from './event-log.ts';
import { healthcheck, ping } from './healthcheck.ts';
import type { Notice } from './notice.ts';
import { webhook } from './webhook.ts';

/** A process that is stopped has four seconds in all (src/cli/signals.ts). */
const SECONDS_WHEN_STOPPED = 2;

export interface Undelivered {
  readonly channel: string;
  readonly reason: string;
}

/**
 * Tells everybody who wants to know, all at the same time. It never throws: a notice that fails
 * must not change how a run ends. Gives what was not delivered.
 */
export async function sendNotice(
  notify: Notify,
  notice: Notice,
  signal?: AbortSignal,
): Promise<readonly Undelivered[]> {
  const { event, status } = notice;
  const wanted = channelsOf(notify).filter(({ on }) => event === 'test' || on.includes(event));
  const tries = wanted.map(({ name, timeout, deliver }) => {
    const seconds = status === 'stopped' ? Math.min(timeout, SECONDS_WHEN_STOPPED) : timeout;
    return attempt(name, seconds, signal, (limit) => deliver(notice, limit));
  });
  return (await Promise.all(tries)).flat();
}

/** Tells the healthcheck, where there is one, that a run begins. */
export async function announceStart(
  { healthcheck: settings }: Notify,
  site: string,
  signal: AbortSignal,
): Promise<readonly Undelivered[]> {
  if (!settings) return [];
  return attempt('healthcheck', settings.timeout, signal, (limit) =>
    ping(settings, '/start', `ssd-extract, ${site}: a run begins`, limit),
  );
}

/** `no notice by email: the mail server refuses the login (535)` */
export function showUndelivered({ channel, reason }: Undelivered): string {
  return `no notice by ${channel}: ${reason}`;
}

/** The channels of a site file, in its order of keys. */
function channelsOf(notify: Notify): readonly Channel[] {
  return [
    ...(notify.command ? [command(notify.command)] : []),
    ...(notify.webhook ? [webhook(notify.webhook)] : []),
    ...(notify.email ? [email(notify.email)] : []),
    ...(notify.event_log ? [eventLog(notify.event_log)] : []),
    ...(notify.healthcheck ? [healthcheck(notify.healthcheck)] : []),
  ];
}

async function attempt(
  channel: string,
  seconds: number,
  stop: AbortSignal | undefined,
  act: (signal: AbortSignal) => Promise<void>,
): Promise<readonly Undelivered[]> {
  const limit = AbortSignal.timeout(seconds * 1000);
  try {
    await act(stop ? AbortSignal.any([limit, stop]) : limit);
    return [];
  } catch (error) {
    if (limit.aborted) return [{ channel, reason: `it took more than ${seconds} s` }];
    if (stop?.aborted) return [{ channel, reason: 'the program was stopped' }];
    return [{ channel, reason: reasonOf(error) }];
  }
}

/** Errors of a connection tell their code; words of others may hold anything. */
function reasonOf(error: unknown): string {
  if (error instanceof NotDelivered || error instanceof SsdError) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) return `a fault of ssd-extract itself (${(error as Error).name})`;
  const known = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'there is no host of that name',
    EAI_AGAIN: 'names cannot be resolved just now',
    ENOENT: 'there is no such program',
    EACCES: 'this account may not run it',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  }[code];
  if (known !== undefined) return `${known} (${code})`;
  return /CERT|SIGNATURE|ISSUER/.test(code)
    ? `its certificate is not trusted (${code}): set ca_file`
    : code;
}
