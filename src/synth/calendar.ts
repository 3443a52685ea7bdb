import type { Random } from './random.ts';

const DAY = 86_400_000;

/** Days counted from the run's day; 0 is that day, negative numbers lie before it. */
export type DayNumber = number;

/** Turns day numbers into the texts that a database takes, without any time zone. */
export class Calendar {
  readonly #today: number;

  constructor(asOf: string) {
    this.#today = Date.parse(`${asOf}T00:00:00Z`);
  }

  /** `YYYY-MM-DD 00:00:00`; null stays null. */
  day(number: DayNumber | null): string | null {
    return number === null ? null : `${this.date(number)} 00:00:00`;
  }

  /** As `day`, now and then with a time of day. */
  moment(number: DayNumber | null, random: Random): string | null {
    if (number === null || random.chance(0.6)) return this.day(number);
    const two = (part: number): string => String(part).padStart(2, '0');
    return `${this.date(number)} ${two(random.between(8, 17))}:${two(random.between(0, 59))}:${two(random.between(0, 59))}`;
  }

  /** `YYYY-MM-DD` */
  date(number: DayNumber): string {
    return new Date(this.#today + number * DAY).toISOString().slice(0, 10);
  }
}
