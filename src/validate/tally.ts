import type { Finding, FindingCount } from './finding.ts';
import { RULES, type RuleCode } from './rules.ts';

/**
 * Findings of one rule of a field beyond this many are counted, not listed: a million lines that
 * are alike help nobody.
 */
export const LISTED_PER_RULE = 1000;

/** How many findings one rule of a field has. */
export class RuleCount {
  readonly field: string;
  readonly rule: RuleCode;
  count = 0;

  constructor(field: string, rule: RuleCode) {
    this.field = field;
    this.rule = rule;
  }

  /** Counts one more, and says whether it is to be listed. */
  add(): boolean {
    return ++this.count <= LISTED_PER_RULE;
  }
}

/** The findings of one object: exact counts, and the first of each rule of a field. */
export class Tally {
  readonly #object: string;
  readonly #counts: RuleCount[] = [];
  readonly listed: Finding[] = [];

  constructor(object: string) {
    this.#object = object;
  }

  /** The count of one rule of a field: found once, and counted on without looking for it. */
  of(field: string, rule: RuleCode): RuleCount {
    const known = this.#counts.find((count) => count.field === field && count.rule === rule);
    if (known) return known;
    const begun = new RuleCount(field, rule);
    this.#counts.push(begun);
    return begun;
  }

  list(
    { field, rule }: RuleCount,
    found: Omit<Finding, 'object' | 'field' | 'rule' | 'severity'>,
  ): void {
    const { severity } = RULES[rule];
    this.listed.push({ object: this.#object, field, rule, severity, ...found });
  }

  /** Of the rules that have any. */
  counts(): FindingCount[] {
    return this.#counts
      .filter(({ count }) => count > 0)
      .map(({ field, rule, count }) => ({
        object: this.#object,
        field,
        rule,
        severity: RULES[rule].severity,
        count,
      }));
  }
}
