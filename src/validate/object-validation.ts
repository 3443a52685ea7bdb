import type { Spec } from '../spec/model.ts';
import type { Row } from '../validators/row.ts';
import { isBlank } from '../validators/validator.ts';
import type { Finding, FindingCount } from './finding.ts';
import { FirstRows } from './first-rows.ts';
import { type GatheredKeys, hashKey, keysToGather } from './gathered-keys.ts';
import { KeyHash } from './key-hash.ts';
import { PARTS, RECORD, compareHashes } from './key-records.ts';
import { KeyGatherer, type KeptKeys, PartReader } from './key-runs.ts';
import { type KeySecret, showMask } from './key-secret.ts';
import { type ColumnChecks, rowChecks } from './row-checks.ts';
import type { RuledCheck } from './type-check.ts';
import type { RuleCode } from './rules.ts';
import { type RuleCount, Tally } from './tally.ts';

/** What the checks of one object need, as plain data: any thread can make them. */
export interface ObjectFacts {
  readonly spec: Spec;
  readonly object: string;
  /** Of its file, in order. */
  readonly columns: readonly string[];
  readonly secret: KeySecret;
  /** For keys that are more than memory should hold; this object's alone. */
  readonly tempDir: string;
  readonly showValues: boolean;
  /** Fields whose values other objects, or this one, refer to. */
  readonly keyFields: ReadonlySet<string>;
  /** Fields that no longer say what the rules are about. */
  readonly altered?: ReadonlySet<string> | undefined;
  readonly spillAt?: number | undefined;
}

/** Cells of a column that hold the same text. */
export interface AlikeCells {
  readonly count: number;
  readonly message: string;
  readonly text: string | undefined;
}

/** What the rows of one object gave, as plain data. */
export interface ObjectOutcome {
  readonly counts: readonly FindingCount[];
  /** Those that are to be listed. */
  readonly findings: readonly Finding[];
  /** By field, the keys that are compared across objects. */
  readonly keys: ReadonlyMap<string, KeptKeys>;
}

/** Checks the rows of one object as they pass; keys are gathered as hashes, compared at its end. */
export class ObjectValidation {
  readonly #facts: ObjectFacts;
  readonly #tally: Tally;
  readonly #checks: readonly CountedChecks[];
  readonly #gathered: readonly GatheredKeys[];
  /** Columns of the primary key; none when the file lacks one of them. */
  readonly #key: readonly number[];
  readonly #keyMissing: RuleCount;
  readonly #primary: KeyHash;
  readonly #other: KeyHash;
  #row = 0;

  constructor(facts: ObjectFacts) {
    this.#facts = facts;
    const { spec, object: name, columns, altered, secret } = facts;
    const object = spec.objects.find((candidate) => candidate.name === name);
    if (!object) throw new Error(`the spec has no object ${name}`);
    this.#tally = new Tally(name);
    this.#checks = rowChecks(spec, object, columns, altered).map((checks) =>
      counted(checks, this.#tally),
    );
    this.#key = this.#positions(object.primaryKey) ?? [];
    this.#keyMissing = this.#tally.of(object.primaryKey.join(' + '), 'primary-key');
    this.#gathered = keysToGather(object, facts.keyFields).flatMap((wanted, index) => {
      const at = this.#positions(wanted.fields);
      if (!at) return [];
      const keys = new KeyGatherer(facts.tempDir, String(index), facts.spillAt);
      return [{ ...wanted, columns: at, keys }];
    });
    this.#primary = new KeyHash(secret.seed);
    this.#other = new KeyHash(secret.seed);
  }

  rows(batch: readonly Row[]): void {
    for (const row of batch) {
      this.#row++;
      this.#checkCells(row);
      this.#gatherKeys(row);
    }
  }

  /** A warning about a whole column, whatever its values. */
  warn(field: string, rule: RuleCode, message: string): void {
    const count = this.#tally.of(field, rule);
    if (count.add()) this.#tally.list(count, { row: 0, key: null, message });
  }

  /** One finding for all cells of a column that hold the same; each of them counts. */
  alike(field: string, rule: RuleCode, { count, message, text }: AlikeCells): void {
    const total = this.#tally.of(field, rule);
    total.count += count;
    const value = this.#facts.showValues ? text : undefined;
    this.#tally.list(total, { row: 0, key: null, message, value });
  }

  /** Compares the keys of the object with one another. Call once. */
  end(): ObjectOutcome {
    const kept = this.#gathered.map(({ fields, rule, keys }) => ({
      fields,
      rule,
      keys: keys.end(),
    }));
    for (const { fields, rule, keys } of kept) {
      if (rule) this.#reportRepeated(this.#tally.of(fields.join(' + '), rule), keys);
    }
    return {
      counts: this.#tally.counts(),
      findings: this.#tally.listed,
      keys: new Map(
        kept.flatMap(({ fields: [field = '', ...more], keys }) =>
          more.length === 0 && this.#facts.keyFields.has(field) ? [[field, keys]] : [],
        ),
      ),
    };
  }

  #checkCells(row: Row): void {
    for (const { column, checks, ofEmpty } of this.#checks) {
      const cell = row[column] ?? null;
      for (const { check, count } of isBlank(cell) ? ofEmpty : checks) {
        const message = check(cell, row);
        if (message !== null && count.add()) {
          this.#list(count, row, message, cell);
        }
      }
    }
  }

  #gatherKeys(row: Row): void {
    for (const { columns, rule, keys } of this.#gathered) {
      const isPrimary = rule === 'primary-key';
      const hash = isPrimary ? this.#primary : this.#other;
      if (hashKey(hash, row, columns)) {
        keys.add(hash.words, this.#row, this.#primary.words);
      } else if (isPrimary) {
        this.#primary.words.fill(0);
        if (this.#keyMissing.add()) this.#list(this.#keyMissing, row, 'the key is missing');
      }
    }
  }

  #reportRepeated(count: RuleCount, keys: KeptKeys): void {
    const repeated = new FirstRows();
    const reader = new PartReader(keys);
    for (let part = 0; part < PARTS; part++) {
      const records = reader.read(part);
      for (let at = RECORD; at < records.length; at += RECORD) {
        if (compareHashes(records, at - RECORD, records, at) === 0) repeated.add(records, at);
      }
    }
    listRows(this.#tally, count, repeated, {
      secret: this.#facts.secret,
      message: 'the value occurs more than once in the file',
    });
  }

  #list(count: RuleCount, row: Row, message: string, cell: string | null = null): void {
    this.#tally.list(count, {
      row: this.#row,
      key: this.#nameKey(row),
      message,
      value: this.#facts.showValues ? cell : undefined,
    });
  }

  #nameKey(row: Row): string | null {
    if (this.#key.length === 0) return null;
    if (this.#facts.showValues) {
      return this.#key.map((column) => row[column] ?? null).join(' + ');
    }
    if (!hashKey(this.#other, row, this.#key)) return null;
    const [high = 0, low = 0] = this.#other.words;
    return showMask(this.#facts.secret, high, low);
  }

  /** Where fields stand in the file; undefined when one is lacking. */
  #positions(fields: readonly string[]): number[] | undefined {
    const positions = fields.map((field) => this.#facts.columns.indexOf(field));
    return positions.includes(-1) ? undefined : positions;
  }
}

/** Counts rows that were found by their keys, and lists the first of them. */
export function listRows(
  tally: Tally,
  count: RuleCount,
  found: FirstRows,
  { secret, message }: { readonly secret: KeySecret; readonly message: string },
): void {
  count.count += found.count;
  for (const { row, high, low } of found.first()) {
    // no hash of a key begins with 64 zeros: the row has no key
    const key = high === 0 && low === 0 ? null : showMask(secret, high, low);
    tally.list(count, { row, key, message });
  }
}

interface CountedCheck extends Pick<RuledCheck, 'check'> {
  readonly count: RuleCount;
}

interface CountedChecks {
  readonly column: number;
  readonly checks: readonly CountedCheck[];
  /** Those that may say something of an empty cell. */
  readonly ofEmpty: readonly CountedCheck[];
}

function counted({ field, column, checks }: ColumnChecks, tally: Tally): CountedChecks {
  const all = checks.map(({ rule, check, passesEmpty }) => ({
    check,
    count: tally.of(field, rule),
    passesEmpty,
  }));
  return { column, checks: all, ofEmpty: all.filter(({ passesEmpty }) => !passesEmpty) };
}
