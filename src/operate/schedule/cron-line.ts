import { type Exported, type Task, argumentsOf, folderOf, refusePaths } from './task.ts';

/** Seconds that a run has to tidy up before it is killed. */
const GRACE = 60;

/**
 * A crontab. With an account it is a file for `/etc/cron.d/`, whose lines name one. Overlap is left
 * to the lock of the output folder.
 * @throws ConfigError when a path cannot stand on a line
 */
export function cronLine(task: Task): Exported {
  refusePaths(task, /\p{Cc}/u, 'a line of a crontab ends at a control character');
  const { site, account } = task;
  const name = `ssd-extract-${site.site}`;
  return {
    files: [{ name, content: Buffer.from(crontab(task)) }],
    next:
      account === undefined
        ? ['add these lines with: crontab -e']
        : [`as root: install -m 644 ${name} /etc/cron.d/${name}`],
  };
}

function crontab(task: Task): string {
  const { site, hour, minute, stopAfter, account } = task;
  const stop = `timeout --signal=TERM --kill-after=${GRACE} ${stopAfter}m`;
  const command = [task.launcher.node, ...argumentsOf(task)].map(argument).join(' ');
  const who = account === undefined ? '' : `${account} `;
  // MAILTO: what a run prints, at every end; notify: in the site file is quieter
  return `# ssd-extract: the site ${site.site}, every day. The password: {file: ...} in the site file.
SHELL=/bin/sh
PATH=/usr/local/bin:/usr/bin:/bin
MAILTO=${mailTo(task)}
${minute} ${hour} * * * ${who}cd ${argument(folderOf(task))} && ${stop} ${command}
`;
}

function mailTo({ site, account }: Task): string {
  return site.notify?.email?.to.join(',') ?? account ?? '""';
}

/** A word for the shell; cron itself ends a command at a `%` without a backslash. */
function argument(text: string): string {
  if (/^[\w./-]+$/.test(text)) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`.replaceAll('%', '\\%');
}
