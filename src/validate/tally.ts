import type { Finding, FindingCount, FindingSink } from './face.ts';

/** Counts every finding exactly and passes it on. */
export class Tally {
  readonly #sink: FindingSink;
  readonly #counts = new Map<string, { readonly of: Finding; count: number }>();

  constructor(sink: FindingSink) {
    this.#sink = sink;
  }

  async add(findings: readonly Finding[]): Promise<void> {
    if (findings.length === 0) return;
    for (const finding of findings) {
      const key = `${finding.object}\n${finding.field}\n${finding.rule}`;
      const known = this.#counts.get(key);
      if (known) known.count++;
      else this.#counts.set(key, { of: finding, count: 1 });
    }
    await this.#sink.write(findings);
  }

  counts(): FindingCount[] {
    return [...this.#counts.values()].map(({ of, count }) => ({ object: of.object, field: of.field, rule: of.rule, severity: of.severity, count }));
  }
}
