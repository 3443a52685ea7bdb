import type { HealthcheckSettings } from '../../site/notify.ts';
import { addressOf, call } from './call.ts';
import type { Channel } from './channel.ts';
import { headline } from './notice.ts';

/** What is added to the address, as healthchecks.io has it: nothing is success. */
export type Ping = '' | '/start' | '/fail' | '/log';

/** Pings at the end of a run, whatever the end. */
export function healthcheck(settings: HealthcheckSettings): Channel {
  return {
    name: 'healthcheck',
    on: ['failure', 'warning', 'success'],
    timeout: settings.timeout,
    deliver: (notice, signal) => {
      const pings = { failure: '/fail', warning: '', success: '', test: '/log' } as const;
      return ping(settings, pings[notice.event], headline(notice), signal);
    },
  };
}

export async function ping(
  { url, ca_file: caFile }: HealthcheckSettings,
  what: Ping,
  body: string,
  signal: AbortSignal,
): Promise<void> {
  const address = addressOf(url);
  address.pathname = `${address.pathname.replace(/\/$/, '')}${what}`;
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  await call({ url: address, caFile, headers, body }, signal);
}
