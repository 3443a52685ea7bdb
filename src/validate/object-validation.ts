import type { Row } from '../validators/row.ts';
import type { Spec, SpecObject } from '../spec/model.ts';
import type { Finding, FindingSink } from './finding.ts';
import { type GatheredKeys, keyText, keysToGather } from './gathered-keys.ts';
import { HashRuns } from './hash-runs.ts';
import { type Hasher, showMask } from './hasher.ts';
import { type ColumnChecks, rowChecks } from './row-checks.ts';
import { RULES, type RuleCode } from './rules.ts';
import { Tally } from './tally.ts';
import { isBlank } from '../validators/validator.ts';

/** Checks the rows of one object, in order. */
export interface ObjectValidation {
  rows(batch: readonly Row[]): void;
  /** A warning about a whole column, whatever its values. */
  warn(field: string, rule: RuleCode, message: string): void;
  /** Compares keys, and hands the object's findings to the sink. */
  end(): Promise<void>;
}

export interface ObjectValidationOptions {
  readonly spec: Spec;
  readonly object: SpecObject;
  readonly columns: readonly string[];
  readonly hasher: Hasher;
  readonly sink: FindingSink;
  readonly tempDir: string;
  readonly showValues: boolean;
  /** Fields whose values other objects, or this one, refer to. */
  readonly keyFields: ReadonlySet<string>;
  /** Fields that no longer say what the rules are about. */
  readonly altered?: ReadonlySet<string> | undefined;
  readonly spillAt?: number | undefined;
}

/** What a check says; the rest of a finding is known to the object's validation. */
type Found = Pick<Finding, 'field' | 'rule' | 'message' | 'row'> &
  Partial<Pick<Finding, 'key' | 'value'>>;

/** Checks one object's rows as they pass; keys are gathered as hashes and compared at the end. */
export class OneObjectValidation implements ObjectValidation {
  readonly tally = new Tally();
  readonly #options: ObjectValidationOptions;
  readonly #checks: readonly ColumnChecks[];
  readonly #gathered: readonly GatheredKeys[];
  readonly #key: readonly number[];
  #row = 0;

  constructor(options: ObjectValidationOptions) {
    this.#options = options;
    const { spec, object, columns, altered } = options;
    this.#checks = rowChecks(spec, object, columns, altered);
    this.#key = this.#positions(options.object.primaryKey) ?? [];
    this.#gathered = this.#gatheredKeys();
  }

  rows(batch: readonly Row[]): void {
    for (const row of batch) {
      this.#row++;
      const findings: Finding[] = [];
      this.#checkCells(row, findings);
      this.#gatherKeys(row, findings);
      if (findings.length > 0) this.#count(row, findings);
    }
  }

  warn(field: string, rule: RuleCode, message: string): void {
    this.tally.add(this.#finding({ field, rule, message, row: 0, key: null }));
  }

  async end(): Promise<void> {
    for (const gathered of this.#gathered) {
      if (gathered.rule) this.#reportRepeated(gathered, gathered.rule);
    }
    await this.tally.write(this.#options.sink);
  }

  /** The gathered values of one field; undefined when the file lacks it. */
  runsOf(field: string): HashRuns | undefined {
    return this.#gathered.find(
      (gathered) => gathered.fields.length === 1 && gathered.fields[0] === field,
    )?.runs;
  }

  #checkCells(row: Row, findings: Finding[]): void {
    for (const { field, column, checks } of this.#checks) {
      const cell = row[column] ?? null;
      for (const { rule, check } of checks) {
        const message = check(cell, row);
        if (message !== null) {
          findings.push(this.#finding({ field, rule, message, row: this.#row, value: cell }));
        }
      }
    }
  }

  #gatherKeys(row: Row, findings: Finding[]): void {
    let mask: bigint | undefined;
    for (const { fields, columns, rule, runs } of this.#gathered) {
      const cells = columns.map((column) => row[column] ?? null);
      if (cells.some(isBlank)) {
        if (rule === 'primary-key') {
          const field = fields.join(' + ');
          findings.push(
            this.#finding({ field, rule, message: 'the key is missing', row: this.#row }),
          );
        }
        continue;
      }
      mask ??= this.#mask(row);
      const { high, low } = this.#options.hasher.hash(keyText(cells));
      runs.add(high, low, this.#row, mask);
    }
  }

  #reportRepeated(gathered: GatheredKeys, rule: RuleCode): void {
    const field = gathered.fields.join(' + ');
    let previous: { readonly high: bigint; readonly low: bigint } | undefined;
    for (const record of gathered.runs.sorted()) {
      if (record.high === previous?.high && record.low === previous.low) {
        this.tally.add(
          this.#finding({
            field,
            rule,
            message: 'the value occurs more than once in the file',
            row: record.row,
            key: showMask(record.mask),
          }),
        );
      }
      previous = record;
    }
  }

  #finding({ field, rule, message, row, key = null, value = null }: Found): Finding {
    return {
      object: this.#options.object.name,
      row,
      key,
      field,
      rule,
      severity: RULES[rule].severity,
      message,
      value: this.#options.showValues ? value : undefined,
    };
  }

  /**
   * Counts the row's findings, with the key of the row, which is only worked out for a row that has
   * any.
   */
  #count(row: Row, findings: readonly Finding[]): void {
    for (const finding of findings) this.tally.add({ ...finding, key: this.#nameKey(row) });
  }

  #nameKey(row: Row): string | null {
    if (this.#key.length === 0) return null;
    return this.#options.showValues
      ? this.#key.map((column) => row[column] ?? null).join(' + ')
      : showMask(this.#mask(row));
  }

  #mask(row: Row): bigint {
    return this.#options.hasher.hash(keyText(this.#key.map((column) => row[column] ?? null))).high;
  }

  #gatheredKeys(): GatheredKeys[] {
    const { object, tempDir, keyFields, spillAt } = this.#options;
    return keysToGather(object, keyFields).flatMap(({ fields, rule }, index): GatheredKeys[] => {
      const columns = this.#positions(fields);
      if (!columns) return [];
      const runs = new HashRuns(tempDir, `${object.name}.${index}`, spillAt);
      return [{ fields, columns, rule, runs }];
    });
  }

  /** Where fields stand in the file; undefined when one is lacking. */
  #positions(fields: readonly string[]): number[] | undefined {
    const positions = fields.map((field) => this.#options.columns.indexOf(field));
    return positions.includes(-1) ? undefined : positions;
  }
}
