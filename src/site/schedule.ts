import { Cron } from 'croner';
import { z } from 'zod';

/** When `ssd-extract schedule` runs the extract. */
export interface Schedule {
  /** Minute, hour, day of the month, month, day of the week. */
  readonly cron: string;
  /** The clock that `cron` goes by, such as `Europe/London`. */
  readonly timezone: string;
  /** Minutes after which a run is stopped. */
  readonly stop_after: number;
  /** Whether a run is made up for whose time came while nothing ran. */
  readonly run_missed: boolean;
}

const LONGEST_MINUTES = 72 * 60;

const duration = z
  .string('write it as 90m or 4h')
  .regex(/^[1-9]\d{0,3}[mh]$/, 'write it as 90m or 4h')
  .transform((text) => Number.parseInt(text, 10) * (text.endsWith('h') ? 60 : 1))
  .refine((minutes) => minutes <= LONGEST_MINUTES, 'at most 72h');

/** `schedule:` as a person writes it. */
export const scheduleShape = z
  .strictObject({
    cron: z
      .string()
      .refine(
        isCron,
        'five fields in quotes: minute, hour, day of the month, month, day of the week; "0 2 * * *" is 02:00 every day',
      ),
    timezone: z
      .string()
      .refine(isTimezone, 'not a time zone that is known; the usual one is Europe/London')
      .default('Europe/London'),
    stop_after: duration.prefault('12h'),
    run_missed: z.boolean().default(true),
  })
  .refine(comes, { path: ['cron'], error: 'this day never comes' });

/** The moments of a schedule; nothing is started by it. */
export function cronOf({ cron, timezone }: Pick<Schedule, 'cron' | 'timezone'>): Cron {
  return new Cron(cron, { paused: true, timezone, mode: '5-part' });
}

function isCron(cron: string): boolean {
  return attempt(() => cronOf({ cron, timezone: 'UTC' })) !== undefined;
}

function comes(schedule: Pick<Schedule, 'cron' | 'timezone'>): boolean {
  return attempt(() => cronOf(schedule).nextRun() ?? undefined) !== undefined;
}

function isTimezone(timeZone: string): boolean {
  return attempt(() => new Intl.DateTimeFormat('en-GB', { timeZone })) !== undefined;
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
