import path from 'node:path';
import { ConfigError } from '../../problems/errors.ts';
import type { Site } from '../../site/model.ts';
import { type Launcher, launcherInUse } from './launcher.ts';

/** A run every day, as a scheduler of the system is told of it. */
export interface Task {
  readonly site: Site;
  readonly launcher: Launcher;
  /** Of the machine's clock. */
  readonly hour: number;
  readonly minute: number;
  /** Minutes after which the run is stopped. */
  readonly stopAfter: number;
  /** Who runs it; as the scheduler's own default where it is left out. */
  readonly account: string | undefined;
}

/** A file for a scheduler, and what to do with it. */
export interface Exported {
  /** Names of files in the folder that was asked for, and their bytes. */
  readonly files: readonly { readonly name: string; readonly content: Buffer }[];
  /** Lines for the person who exports. */
  readonly next: readonly string[];
}

export interface TaskOptions {
  /** `HH:MM` */
  readonly at?: string | undefined;
  readonly account?: string | undefined;
  /** Hours. */
  readonly stopAfter?: number | undefined;
}

const USUAL_HOURS = 12;
const AT_TWO = { hour: 2, minute: 0 };

/**
 * The task that a site and the options of the command line make.
 * @throws ConfigError when the site's own schedule is not once a day and no time was given
 */
export function taskOf(site: Site, options: TaskOptions, launcher = launcherInUse()): Task {
  const minutes = options.stopAfter === undefined ? undefined : options.stopAfter * 60;
  return {
    site,
    launcher,
    ...timeOf(site, options.at),
    stopAfter: minutes ?? site.schedule?.stop_after ?? USUAL_HOURS * 60,
    account: options.account,
  };
}

function timeOf(site: Site, at: string | undefined): { hour: number; minute: number } {
  if (at !== undefined) {
    const [hour = 0, minute = 0] = at.split(':').map(Number);
    return { hour, minute };
  }
  if (!site.schedule) return AT_TWO;
  const [, minute, hour] = /^\s*(\d+)\s+(\d+)\s+\*\s+\*\s+\*\s*$/.exec(site.schedule.cron) ?? [];
  if (minute !== undefined && hour !== undefined) {
    return { hour: Number(hour), minute: Number(minute) };
  }
  throw new ConfigError({
    code: 'not-daily',
    message: `the schedule of the site, "${site.schedule.cron}", is not one time of every day`,
    hint: 'give the time of this one with --at HH:MM, or let ssd-extract schedule --site FILE keep the schedule itself',
  });
}

/** The arguments after the program, every path in full. */
export function argumentsOf({ launcher, site }: Task): string[] {
  return [launcher.script, 'run', '--site', site.file];
}

/** `07` */
export function two(number: number): string {
  return String(number).padStart(2, '0');
}

/** The folder of the site file. */
export function folderOf({ site }: Task): string {
  return /^[A-Za-z]:\\/.test(site.file) ? path.win32.dirname(site.file) : path.dirname(site.file);
}

/** @throws ConfigError when a scheduler's file cannot hold a path as it is */
export function refusePaths({ launcher, site }: Task, cannot: RegExp, why: string): void {
  const wrong = [launcher.node, launcher.script, site.file].find((file) => cannot.test(file));
  if (wrong === undefined) return;
  throw new ConfigError({
    code: 'path-for-schedule',
    message: `a path cannot be written into the schedule, since ${why}: ${wrong}`,
    hint: 'move or rename the folder or file',
  });
}
