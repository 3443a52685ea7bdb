import type { Command } from 'commander';
import { grantsForNewLogin } from '../../prepare/grants.ts';
import { loadSite } from '../../site/load.ts';
import { loadSiteAsking } from '../ask-secrets.ts';
import { checkSite, tablesRead } from '../check-site.ts';
import { examples } from '../examples.ts';
import { complain, printFile } from '../terminal.ts';

interface CheckOptions {
  readonly site: string;
  readonly grants?: boolean;
}

export function define(command: Command): void {
  command
    .requiredOption('--site <file>', 'site file')
    .option('--grants', 'connect to nothing; print what a DBA runs to make the login of the site')
    .addHelpText('after', examples('check --site site.yml', 'check --site site.yml --grants'))
    .action(async ({ site, grants }: CheckOptions) => {
      if (grants) showGrants(site);
      else await checkSite(await loadSiteAsking(site));
    });
}

function showGrants(file: string): void {
  const site = loadSite(file);
  const statements = grantsForNewLogin(site, tablesRead(site));
  if (statements.length === 0) complain('an embedded database has no logins: nothing to grant');
  else printFile(`${statements.join('\n')}\n`);
}
