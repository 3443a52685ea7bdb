import type { Command } from 'commander';
import { testNotice } from '../../operate/notify/notice.ts';
import { sendNotice, showUndelivered } from '../../operate/notify/send-notice.ts';
import { toolVersion } from '../../prepare/paths.ts';
import { ConfigError, ConnectionError, StoppedError } from '../../problems/errors.ts';
import { loadSite } from '../../site/load.ts';
import type { Notify } from '../../site/notify.ts';
import { showPath } from '../../yaml/read.ts';
import { stopSignal } from '../signals.ts';
import { complain, print } from '../terminal.ts';
import { examples } from '../examples.ts';

export function define(notify: Command): void {
  notify.addHelpText('after', examples('notify test --site site.yml'));
  notify
    .command('test')
    .description('send a test notice to everybody whom the site file names under notify')
    .requiredOption('--site <file>', 'site file')
    .addHelpText('after', examples('notify test --site site.yml'))
    .action(async ({ site: file }: { site: string }) => {
      const site = loadSite(file);
      if (!site.notify) {
        throw new ConfigError({
          code: 'no-notify',
          message: `the site file ${showPath(file)} does not say whom to notify`,
          hint: 'docs/operations.md, "Telling someone", has examples',
        });
      }
      await send(site.site, site.notify);
    });
}

/** @throws StoppedError; ConnectionError when one of them did not arrive, after each is told */
async function send(site: string, notify: Notify): Promise<void> {
  const stop = stopSignal();
  const failed = await sendNotice(notify, testNotice(site, toolVersion()), stop);
  if (stop.aborted) throw new StoppedError({ code: 'stopped', message: 'the test was stopped' });
  const channels = Object.entries(notify).filter(([, settings]) => settings !== undefined);
  for (const [name] of channels) {
    if (!failed.some(({ channel }) => channel === name)) print(`${name}: sent`);
  }
  for (const item of failed) complain(showUndelivered(item));
  if (failed.length === 0) return;
  throw new ConnectionError({
    code: 'notice-failed',
    message: `${failed.length} of ${channels.length} test notices did not arrive`,
    hint: 'a run ends as it would without its notices, and tells in its log which failed',
  });
}
