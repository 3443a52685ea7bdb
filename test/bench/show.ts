import { thousands } from './figures.ts';
import { table } from './page.ts';
import type { Outcome } from './rounds.ts';

/**
 * A race as a table: speed is a ratio, above 1 where a contestant is faster than the one it is
 * compared with.
 */
export function showRace(title: string, against: string, outcomes: readonly Outcome[]): string {
  const base = outcomes.find(({ name }) => name === against);
  const speed = ({ rows, milliseconds }: Outcome): number => (rows / milliseconds) * 1000;
  const microseconds = (value: number | undefined): string => value?.toFixed(2) ?? '–';
  const rows = outcomes.map((outcome) => [
    outcome.name,
    `${(outcome.milliseconds / 1000).toFixed(2)} s`,
    thousands(speed(outcome)),
    base ? `**${(speed(outcome) / speed(base)).toFixed(2)}**` : '–',
    microseconds(outcome.perRow),
    microseconds(outcome.serverPerRow),
  ]);
  const head = [title, 'time', 'rows/s', 'speed', 'µs a row', 'µs a row, server'];
  return `${thousands(base?.rows ?? 0)} rows:\n\n${table(head, rows)}`;
}
