/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

/** How a profile derives a further moment from those of the run. */
export type MomentRule =
  /** The latest day of this month and day (`09-30`) strictly before today. */
  | { readonly kind: 'latest'; readonly monthDay: string }
  /** The length of the window before another moment. */
  | { readonly kind: 'window_before'; readonly moment: string };

export type MomentRules = ReadonlyMap<string, MomentRule>;

/**
 * The moments that every run has; all are midnights. `far_future` stands for an end that is open.
 */
export const RUN_MOMENTS = ['today', 'tomorrow', 'window_start', 'far_future'] as const;

const FAR_FUTURE: Day = '2300-01-01';

/**
 * Every named moment of a run as `YYYY-MM-DDT00:00:00`, computed from its day alone: no clock, no
 * time zone.
 */
export function momentsOf(
  today: Day,
  windowYears: number,
  rules: MomentRules,
): ReadonlyMap<string, string> {
  const days = new Map<string, Day>([
    ['today', today],
    ['tomorrow', addDays(today, 1)],
    ['window_start', yearsBefore(today, windowYears)],
    ['far_future', FAR_FUTURE],
  ]);
  for (const [name, rule] of rules) {
    days.set(
      name,
      rule.kind === 'latest'
        ? latestBefore(rule.monthDay, today)
        : yearsBefore(days.get(rule.moment) ?? today, windowYears),
    );
  }
  return new Map([...days].map(([name, day]) => [name, `${day}T00:00:00`]));
}

/** 29 February goes to 28 February in a common year, as SQL Server has it. */
export function yearsBefore(day: Day, years: number): Day {
  const year = String(Number(day.slice(0, 4)) - years).padStart(4, '0');
  const moved = `${year}${day.slice(4)}`;
  return isDay(moved) ? moved : `${year}-02-28`;
}

export function addDays(day: Day, days: number): Day {
  const moment = new Date(`${day}T00:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 10);
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

function latestBefore(monthDay: string, today: Day): Day {
  const thisYear = `${today.slice(0, 4)}-${monthDay}`;
  return thisYear < today
    ? thisYear
    : `${String(Number(today.slice(0, 4)) - 1).padStart(4, '0')}-${monthDay}`;
}
