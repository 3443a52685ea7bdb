import type { Secret } from '../site/model.ts';

export const PASSWORD_PLACES = 'env:NAME, file:PATH, credential:NAME of systemd, or prompt';

/** Where a password is, as `--password-from` says; undefined when it says no such thing. */
export function parsePasswordPlace(text: string): Secret | undefined {
  const [, kind, name = ''] = /^(env|file|credential):(.+)$/.exec(text) ?? [];
  if (kind === 'env' && /^[A-Za-z_]\w*$/.test(name)) return { env: name };
  if (kind === 'file') return { file: name };
  if (kind === 'credential' && /^[\w.@-]+$/.test(name)) return { credential: name };
  return text === 'prompt' ? { prompt: true } : undefined;
}
