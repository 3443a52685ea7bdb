import { isCancel, password } from '@clack/prompts';
import { ConfigError, StoppedError } from '../problems/errors.ts';
import { loadSite } from '../site/load.ts';
import type { Secret, Site } from '../site/model.ts';

/**
 * Loads a site file, and asks on the terminal for the secrets of its connection that are to be
 * asked for. Questions go to standard error: standard output may be a pipe.
 * @throws ConfigError when there is nobody to ask
 */
export async function loadSiteAsking(file: string): Promise<Site> {
  const site = loadSite(file);
  const connection: Record<string, unknown> = { ...site.connection };
  for (const [key, value] of Object.entries(connection)) {
    if (isAskedFor(value)) connection[key] = await ask(key.replaceAll('_', ' '), site);
  }
  return { ...site, connection: connection as unknown as Site['connection'] };
}

function isAskedFor(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'prompt' in value;
}

async function ask(what: string, { site }: Site): Promise<Secret> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new ConfigError({
      code: 'no-terminal',
      message: `the ${what} is to be asked for on a terminal, and there is none`,
      hint: 'a schedule has nobody to ask: name an environment variable {env: …}, a file {file: …} or a credential of systemd {credential: …}',
    });
  }
  const given = await password({ message: `${what} of ${site}`, output: process.stderr });
  if (isCancel(given)) throw new StoppedError({ code: 'stopped', message: 'the run was stopped' });
  return { given: () => given };
}
