import { type Schedule, cronOf } from '../../site/schedule.ts';
import type { Clock } from './clock.ts';
import type { LastRun } from './last-run.ts';

/** The longest sleep: a clock that is set, and a machine that slept, are noticed after it. */
const NAP_MS = 30_000;
/** A run that begins later than this has missed its time. */
const LATE_MS = 5 * 60_000;
/** A clock that goes back by more was wrong before, and is believed now. */
const BACK_MS = 26 * 3_600_000;

export interface Keeper {
  readonly schedule: Schedule;
  readonly clock: Clock;
  readonly lastRun: LastRun;
  /** Makes one run; gives how it ended, for the log. It does not throw for a run that fails. */
  readonly run: () => Promise<string>;
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
}

/**
 * Runs by a schedule until the signal. One run at a time: what falls due while another is at work
 * is left out. A moment comes once, also when clocks go back and when the machine's clock is set.
 */
export async function keepSchedule(keeper: Keeper): Promise<void> {
  const { schedule, clock, signal, tell } = keeper;
  const cron = cronOf(schedule);
  let last = await recall(keeper);
  while (!signal.aborted) {
    const due = cron.nextRun(startingPoint(last, clock.now()));
    if (due === null) return tell('the schedule has come to its end');
    if (due > clock.now()) tell(`next run: ${showMoment(due, schedule.timezone)}`);
    if (!(await waitFor(due, keeper))) return;
    last = await meet(due, keeper);
    await remember(last, keeper);
  }
}

/** Runs, unless the moment is long past and the site does not want it made up for. */
async function meet(due: Date, keeper: Keeper): Promise<Date> {
  const { schedule, clock, tell } = keeper;
  const begun = clock.now();
  const shown = showMoment(due, schedule.timezone);
  const late = begun.getTime() - due.getTime() > LATE_MS;
  if (late && !schedule.run_missed) {
    tell(`left out: the run of ${shown}, whose time has passed`);
    return begun;
  }
  tell(late ? `made up for: the run of ${shown}` : `begins: the run of ${shown}`);
  // before the run, so that one that takes the machine down is not tried over and over
  await remember(begun, keeper);
  tell(`the run of ${shown} ${await keeper.run()}`);
  const skipped = cronOf(schedule).nextRun(begun);
  const ended = clock.now();
  if (skipped !== null && skipped < ended) {
    const next = showMoment(skipped, schedule.timezone);
    tell(`left out: the run of ${next}, since the one before was still at work`);
    return ended;
  }
  return begun > due ? begun : due;
}

/** Waits in naps; false when the signal came. */
async function waitFor(due: Date, { clock, signal }: Keeper): Promise<boolean> {
  for (;;) {
    const left = due.getTime() - clock.now().getTime();
    if (signal.aborted) return false;
    if (left <= 0) return true;
    await clock.sleep(Math.min(left, NAP_MS), signal).catch(() => undefined);
  }
}

/** The next moment is sought after the last run, though the clock may have been set back. */
function startingPoint(last: Date, now: Date): Date {
  return last.getTime() - now.getTime() > BACK_MS ? now : last;
}

async function recall(keeper: Keeper): Promise<Date> {
  const known = await keeper.lastRun.read();
  if (known !== undefined) return known;
  const now = keeper.clock.now();
  await remember(now, keeper);
  return now;
}

async function remember(moment: Date, { lastRun, tell }: Keeper): Promise<void> {
  await lastRun.write(moment).catch((error: unknown) => {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    tell(`the moment of this run cannot be kept in the output folder (${code})`);
  });
}

/** `Fri 27 Nov 2026, 02:00 (Europe/London)` */
function showMoment(moment: Date, timeZone: string): string {
  const shown = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  }).format(moment);
  return `${shown} (${timeZone})`;
}
