import { duration, plural } from './output.ts';

interface AtWork {
  readonly began: number;
  readonly rows: number;
}

/** What a run is at, in words: gathered from its progress, asked for whenever somebody looks. */
export class Activity {
  readonly #atWork = new Map<string, AtWork>();
  readonly #now: () => number;
  #expected: ReadonlyMap<string, number> = new Map();
  #step: { readonly what: string; readonly began: number };
  #total = 0;
  #done = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#step = { what: 'starting', began: now() };
  }

  step(what: string): void {
    this.#step = { what, began: this.#now() };
  }

  expected(rows: ReadonlyMap<string, number>): void {
    this.#expected = rows;
  }

  object(name: string, total: number): void {
    this.#total = total;
    this.#atWork.set(name, { began: this.#now(), rows: 0 });
  }

  rows(name: string, rows: number): void {
    this.#atWork.set(name, { began: this.#atWork.get(name)?.began ?? this.#now(), rows });
  }

  finished(name: string): void {
    this.#atWork.delete(name);
    this.#done++;
    // between the last object and the next step there is nothing else to say
    if (this.#atWork.size === 0) this.step('ending what was read');
  }

  /** `3/46 ssd_address: 12,000 rows, 60 %; ssd_contacts: waiting for the first row, 4.0 s` */
  words(): string {
    if (this.#atWork.size === 0) {
      const took = this.#now() - this.#step.began;
      return `${this.#step.what}${took < 1000 ? '' : `, ${duration(took)}`}`;
    }
    const objects = [...this.#atWork].map(([name, work]) => this.#object(name, work));
    return `${this.#done}/${this.#total} ${objects.join('; ')}`;
  }

  #object(name: string, { began, rows }: AtWork): string {
    const took = this.#now() - began;
    if (rows === 0) return `${name}: waiting for the first row, ${duration(took)}`;
    const share = this.#share(name, rows);
    return `${name}: ${[plural(rows, 'row'), ...share, duration(took)].join(', ')}`;
  }

  /** What is said of a finished object, the most important first. */
  parts(name: string, rows: number, milliseconds: number): string[] {
    const speed = Math.round((rows / Math.max(1, milliseconds)) * 1000);
    return [
      `${name}: ${plural(rows, 'row')}`,
      duration(milliseconds),
      ...(rows > 0 && milliseconds > 0 ? [`${plural(speed, 'row')}/s`] : []),
      ...this.#share(name, rows).map((share) => `${share} of the last run's`),
    ];
  }

  #share(name: string, rows: number): string[] {
    const before = this.#expected.get(name) ?? 0;
    return before === 0 ? [] : [`${Math.round((rows / before) * 100).toLocaleString('en-GB')} %`];
  }
}
