import type { Finding, FindingSink } from '../validate/finding.ts';

/** Examples that are kept of each rule of a field. */
const MOST_EXAMPLES = 3;

/** Passes findings on, and keeps the first few of each kind for the report. */
export class FindingExamples implements FindingSink {
  readonly #next: FindingSink;
  readonly #kept = new Map<string, Finding[]>();

  constructor(next: FindingSink) {
    this.#next = next;
  }

  async write(findings: readonly Finding[]): Promise<void> {
    for (const finding of findings) {
      const kind = kindOf(finding);
      const kept = this.#kept.get(kind) ?? [];
      if (kept.length < MOST_EXAMPLES) this.#kept.set(kind, [...kept, finding]);
    }
    await this.#next.write(findings);
  }

  of(kind: Pick<Finding, 'object' | 'field' | 'rule'>): readonly Finding[] {
    return this.#kept.get(kindOf(kind)) ?? [];
  }
}

function kindOf({ object, field, rule }: Pick<Finding, 'object' | 'field' | 'rule'>): string {
  return [object, field, rule].join('\n');
}
