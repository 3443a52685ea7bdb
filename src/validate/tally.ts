import type { Finding, FindingCount, FindingSink } from './finding.ts';

/**
 * Findings of one rule of a field beyond this many are counted, not listed: a million lines that
 * are alike help nobody.
 */
export const LISTED_PER_RULE = 1000;

/**
 * The findings of one object: exact counts, and the first of each rule of a field, held until they
 * are written. An object that is read again from its start gets a new one, so that nothing is
 * reported twice.
 */
export class Tally {
  readonly #counts = new Map<string, { readonly first: Finding; count: number }>();
  #held: Finding[] = [];

  add(finding: Finding): void {
    const key = `${finding.field}\n${finding.rule}`;
    const known = this.#counts.get(key) ?? { first: finding, count: 0 };
    known.count++;
    this.#counts.set(key, known);
    if (known.count <= LISTED_PER_RULE) this.#held.push(finding);
  }

  /** Hands over what is held. */
  async write(sink: FindingSink): Promise<void> {
    const held = this.#held;
    this.#held = [];
    if (held.length > 0) await sink.write(held);
  }

  counts(): FindingCount[] {
    return [...this.#counts.values()].map(({ first, count }) => ({
      object: first.object,
      field: first.field,
      rule: first.rule,
      severity: first.severity,
      count,
    }));
  }
}
