import type { MomentRules } from '../../mapping/moments.ts';
import { named } from './said.ts';

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
  ...['October', 'November', 'December'],
];

const OF_RUN: Readonly<Record<string, string>> = {
  today: 'the day of the run',
  tomorrow: 'the day after the run',
  window_start: 'the start of the window',
  far_future: 'no end',
};

/** A moment of the run, or of the profile: `the last 30 September before the run`. */
export function sayMoment(name: string, rules: MomentRules): string {
  const rule = rules.get(name);
  if (!rule) return OF_RUN[name] ?? `the moment ${named(name)}`;
  if (rule.kind === 'window_before') {
    return `the length of the window before ${sayMoment(rule.moment, rules)}`;
  }
  const [month = 1, day = 1] = rule.monthDay.split('-').map(Number);
  return `the last ${day} ${MONTHS[month - 1] ?? ''} before the run`;
}
