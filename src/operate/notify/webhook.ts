import type { WebhookSettings } from '../../site/notify.ts';
import { resolveSecret } from '../../site/secret.ts';
import { addressOf, call } from './call.ts';
import type { Channel } from './channel.ts';
import { noticeAsJson } from './notice.ts';

/** Posts the notice as JSON. */
export function webhook(settings: WebhookSettings): Channel {
  const { on, timeout, ca_file: caFile } = settings;
  return {
    name: 'webhook',
    on,
    timeout,
    deliver: async (notice, signal) => {
      const headers = { 'content-type': 'application/json', ...secretHeader(settings) };
      const url = addressOf(settings.url);
      await call({ url, caFile, headers, body: noticeAsJson(notice) }, signal);
    },
  };
}

function secretHeader({ secret, header }: WebhookSettings): Record<string, string> {
  if (secret === undefined) return {};
  const value = resolveSecret(secret);
  return header === undefined ? { authorization: `Bearer ${value}` } : { [header]: value };
}
