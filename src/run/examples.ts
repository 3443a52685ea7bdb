import type { Finding, FindingSink } from '../validate/finding.ts';

/** Enough to see what a rule is about. */
const SHOWN_PER_RULE = 5;

/** Keeps the first few findings of each rule of a field. */
export class Examples implements FindingSink {
  readonly #kept = new Map<string, Finding[]>();

  write(findings: readonly Finding[]): Promise<void> {
    for (const finding of findings) {
      const kind = [finding.object, finding.field, finding.rule].join('\n');
      const kept = this.#kept.get(kind) ?? [];
      if (kept.length < SHOWN_PER_RULE) this.#kept.set(kind, [...kept, finding]);
    }
    return Promise.resolve();
  }

  all(): readonly Finding[] {
    return [...this.#kept.values()].flat();
  }
}
