import type { Cell, Row } from './row.ts';
import type { Spec, SpecObject } from '../spec/model.ts';
import type { Finding, FindingSink, ObjectValidation } from './face.ts';
import { HashRuns } from './hash-runs.ts';
import { type Hasher, showMask } from './hasher.ts';
import { type ColumnChecks, rowChecks } from './row-checks.ts';
import { RULES, type RuleCode } from './rules.ts';
import { Tally } from './tally.ts';
import { isBlank } from './validator.ts';

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
  readonly spillAt?: number;
}

/** A set of columns that must be unique together, or whose values are compared across objects. */
interface Gathered {
  readonly fields: readonly string[];
  readonly columns: readonly number[];
  readonly rule?: RuleCode;
  readonly runs: HashRuns;
}

/** Checks one object's rows as they pass; keys are gathered as hashes and compared at the end. */
export class OneObjectValidation implements ObjectValidation {
  readonly tally = new Tally();
  readonly #options: ObjectValidationOptions;
  readonly #checks: readonly ColumnChecks[];
  readonly #gathered: readonly Gathered[];
  readonly #key: readonly number[];
  #row = 0;

  constructor(options: ObjectValidationOptions) {
    this.#options = options;
    this.#checks = rowChecks(options.spec, options.object, options.columns);
    this.#key = this.#positions(options.object.primaryKey) ?? [];
    this.#gathered = this.#whatToGather();
  }

  rows(batch: readonly Row[]): void {
    for (const row of batch) {
      this.#row++;
      const findings: Finding[] = [];
      this.#checkCells(row, findings);
      this.#gatherKeys(row, findings);
      if (findings.length > 0) this.#tell(row, findings);
    }
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
          findings.push(this.#finding(field, rule, message, this.#row, null, cell));
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
          findings.push(
            this.#finding(fields.join(' + '), rule, 'the key is missing', this.#row, null, null),
          );
        }
        continue;
      }
      mask ??= this.#mask(row);
      const { high, low } = this.#options.hasher.hash(keyText(cells));
      runs.add(high, low, this.#row, mask);
    }
  }

  #reportRepeated(gathered: Gathered, rule: RuleCode): void {
    const field = gathered.fields.join(' + ');
    let previous: { readonly high: bigint; readonly low: bigint } | undefined;
    for (const record of gathered.runs.sorted()) {
      if (record.high === previous?.high && record.low === previous.low) {
        this.tally.add(
          this.#finding(
            field,
            rule,
            'the value occurs more than once in the file',
            record.row,
            showMask(record.mask),
            null,
          ),
        );
      }
      previous = record;
    }
  }

  #finding(
    field: string,
    rule: RuleCode,
    message: string,
    row: number,
    key: string | null,
    value: Cell,
  ): Finding {
    const { severity } = RULES[rule];
    return {
      object: this.#options.object.name,
      row,
      key,
      field,
      rule,
      severity,
      message,
      ...(this.#options.showValues ? { value } : {}),
    };
  }

  /**
   * Counts the row's findings, with the key of the row, which is only worked out for a row that has
   * any.
   */
  #tell(row: Row, findings: readonly Finding[]): void {
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

  #whatToGather(): Gathered[] {
    const { object, tempDir, keyFields, spillAt } = this.#options;
    const wanted = new Map<string, { fields: readonly string[]; rule?: RuleCode }>();
    if (object.primaryKey.length > 0) {
      wanted.set(object.primaryKey.join(' + '), { fields: object.primaryKey, rule: 'primary-key' });
    }
    for (const field of object.fields) {
      if (wanted.has(field.name)) continue;
      const unique = field.validators.some((use) => use.name === 'unique');
      if (unique || keyFields.has(field.name)) {
        wanted.set(field.name, { fields: [field.name], ...(unique ? { rule: 'unique' } : {}) });
      }
    }
    return [...wanted.values()].flatMap(({ fields, rule }, index) => {
      const columns = this.#positions(fields);
      return columns
        ? [
            {
              fields,
              columns,
              ...(rule ? { rule } : {}),
              runs: new HashRuns(tempDir, `${object.name}.${index}`, spillAt),
            },
          ]
        : [];
    });
  }

  /** Where fields stand in the file; undefined when one is lacking. */
  #positions(fields: readonly string[]): number[] | undefined {
    const positions = fields.map((field) => this.#options.columns.indexOf(field));
    return positions.includes(-1) ? undefined : positions;
  }
}

/**
 * Blanks at the end do not tell keys apart. One cell stays as it is, so that keys of different
 * objects compare.
 */
function keyText(cells: readonly Cell[]): string {
  return cells.length === 1
    ? (cells[0] ?? '').trimEnd()
    : JSON.stringify(cells.map((cell) => (cell ?? '').trimEnd()));
}
