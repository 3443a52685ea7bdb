import fs from 'node:fs';
import path from 'node:path';
import { type Command, Option } from 'commander';
import { noticeOfError } from '../../operate/notify/make-notice.ts';
import { tellOthers } from '../../operate/notify/watch-run.ts';
import { SYSTEM_CLOCK } from '../../operate/schedule/clock.ts';
import { cronLine } from '../../operate/schedule/cron-line.ts';
import { keepSchedule } from '../../operate/schedule/keep-schedule.ts';
import { lastRunIn } from '../../operate/schedule/last-run.ts';
import { launcherInUse } from '../../operate/schedule/launcher.ts';
import { startRun } from '../../operate/schedule/start-run.ts';
import { systemdUnits } from '../../operate/schedule/systemd-units.ts';
import { type Exported, type TaskOptions, taskOf } from '../../operate/schedule/task.ts';
import { windowsTask } from '../../operate/schedule/windows-task.ts';
import { ConfigError, ExtractionError, StoppedError } from '../../problems/errors.ts';
import { loadSite } from '../../site/load.ts';
import type { Site } from '../../site/model.ts';
import type { Schedule } from '../../site/schedule.ts';
import { showPath } from '../../yaml/read.ts';
import { parseHours, parseTime } from '../options.ts';
import { stopSignal } from '../signals.ts';
import { complain, printFile } from '../terminal.ts';
import { examples } from '../examples.ts';

/** Each scheduler, and what it is told in. */
const EXPORTS = { windows: windowsTask, systemd: systemdUnits, cron: cronLine } as const;

interface ExportOptions extends TaskOptions {
  readonly for: keyof typeof EXPORTS;
  readonly site: string;
  readonly out?: string;
}

export function define(schedule: Command): void {
  schedule.addHelpText('after', examples('schedule --site site.yml'));
  schedule
    .command('keep', { isDefault: true })
    .description("run by the site's schedule, in the foreground, until it is stopped")
    .requiredOption('--site <file>', 'site file, with a schedule')
    .addHelpText('after', examples('schedule keep --site site.yml'))
    .action(({ site }: { site: string }) => keep(loadSite(site)));
  schedule
    .command('export')
    .description('write a daily run as a scheduler of the system takes it')
    .addOption(
      new Option('--for <scheduler>', 'the scheduler')
        .choices(Object.keys(EXPORTS))
        .makeOptionMandatory(),
    )
    .requiredOption('--site <file>', 'site file')
    .option('--at <time>', "HH:MM; the site's schedule, else 02:00, without it", parseTime)
    .option('--account <name>', 'who runs it: DOMAIN\\name, or a user')
    .option('--stop-after <hours>', "the site's schedule, else 12, without it", parseHours)
    .option('--out <path>', 'a folder, or for one file its name; the current folder without it')
    .addHelpText('after', examples('schedule export --for cron --site site.yml --at 02:00'))
    .action(({ for: scheduler, out, site, ...options }: ExportOptions) => {
      const exported = EXPORTS[scheduler](taskOf(loadSite(site), options));
      if (scheduler === 'cron' && out === undefined) printFile(textOf(exported));
      else write(exported, out ?? '.');
      for (const line of exported.next) complain(line);
      if ((scheduler === 'windows') !== (process.platform === 'win32')) {
        complain(
          `warning: the paths are those of this machine (${process.platform}): export it on the machine that is to run it`,
        );
      }
    });
}

/** @throws StoppedError at the end: nothing but a signal ends it */
async function keep(site: Site): Promise<void> {
  const schedule = scheduleOf(site);
  const launcher = launcherInUse();
  const signal = stopSignal();
  await keepSchedule({
    schedule,
    clock: SYSTEM_CLOCK,
    lastRun: lastRunIn(site.output.dir, site.site),
    run: async () => {
      const started = new Date();
      const stopAfter = schedule.stop_after * 60_000;
      const { how, silent } = await startRun({ launcher, site: site.file, stopAfter, signal });
      if (silent) await tellOfSilence(site, started, how);
      return how;
    },
    signal,
    tell: complain,
  });
  throw new StoppedError({ code: 'stopped', message: 'the scheduler was stopped' });
}

async function tellOfSilence(site: Site, started: Date, how: string): Promise<void> {
  if (!site.notify) return;
  const error = new ExtractionError({
    code: 'run-ended',
    message: `the run ${how}: the system ended its process, or could not start it`,
    hint: 'often the machine had no memory left: look in its log. The next run tidies up',
  });
  await tellOthers(site.notify, noticeOfError(site, error, { started }), complain);
}

function scheduleOf({ schedule, file }: Site): Schedule {
  if (schedule) return schedule;
  throw new ConfigError({
    code: 'no-schedule',
    message: `the site file ${showPath(file)} has no schedule`,
    hint: 'write schedule: {cron: "0 2 * * *"} in it, or let the system run it: ssd-extract schedule export',
  });
}

function textOf({ files }: Exported): string {
  return files.map(({ content }) => content.toString('utf8')).join('');
}

/** Never over a file that is there: somebody may have changed it. */
function write({ files }: Exported, out: string): void {
  const isFolder = fs.statSync(out, { throwIfNoEntry: false })?.isDirectory() ?? files.length > 1;
  for (const { name, content } of files) {
    const file = isFolder ? path.join(out, name) : out;
    try {
      if (isFolder) fs.mkdirSync(out, { recursive: true });
      fs.writeFileSync(file, content, { flag: 'wx' });
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      throw new ConfigError({
        code: 'cannot-write',
        message:
          code === 'EEXIST'
            ? `${showPath(file)} is there already`
            : `${showPath(file)} cannot be written (${code})`,
        hint: 'choose another place with --out, or remove it first',
        cause: error,
      });
    }
    complain(`${showPath(file)} written`);
  }
}
