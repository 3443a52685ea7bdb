import fs from 'node:fs';
import path from 'node:path';
import { type Link, linksOf } from '../spec/links.ts';
import type { Spec } from '../spec/model.ts';
import type { FindingCount, FindingSink } from './finding.ts';
import type { HashRecord, HashRuns } from './hash-runs.ts';
import { Hasher, showMask } from './hasher.ts';
import { type ObjectValidation, OneObjectValidation } from './object-validation.ts';
import { RULES } from './rules.ts';
import type { Tally } from './tally.ts';

/**
 * Checks a whole dataset: objects one after another or at the same time, then what spans objects.
 */
export interface Validation {
  /**
   * Begins an object, or begins it anew: what was found in an attempt that did not come to its
   * `end` is forgotten.
   */
  object(name: string, columns: readonly string[]): ObjectValidation;
  /** Leaves out an object whose file turned out to be broken, with all that was found in it. */
  forget(name: string): void;
  /** Rules across objects; call once, after every object's `end`. */
  finish(): Promise<void>;
  /** Exact counts. */
  counts(): readonly FindingCount[];
  /** Frees temporary files; safe to call twice. */
  close(): Promise<void>;
}

export interface ValidationOptions {
  readonly spec: Spec;
  readonly findings: FindingSink;
  /** An existing folder for runs of hashes, when there are more keys than memory should hold. */
  readonly tempDir: string;
  /** Put values and keys into the findings; otherwise keys are masked. */
  readonly showValues?: boolean;
  /**
   * Objects that are in the dataset in full. A foreign key into another one is not checked: its
   * rows may be elsewhere.
   */
  readonly complete: ReadonlySet<string>;
  /** By object, fields that no longer say what the rules are about: in pseudonymised files. */
  readonly altered?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** Keys of one column held in memory before they go to files; for tests. */
  readonly spillAt?: number | undefined;
}

/**
 * Checks a dataset object by object, then what spans objects. Memory is bounded whatever the number
 * of rows.
 */
export function createValidation(options: ValidationOptions): Validation {
  return new DatasetValidation(options);
}

class DatasetValidation implements Validation {
  readonly #options: ValidationOptions;
  readonly #hasher = new Hasher();
  readonly #objects = new Map<string, OneObjectValidation>();
  readonly #links: readonly Link[];
  readonly #dir: string;

  constructor(options: ValidationOptions) {
    this.#options = options;
    this.#links = linksOf(options.spec);
    this.#dir = fs.mkdtempSync(path.join(options.tempDir, '.keys-'));
  }

  object(name: string, columns: readonly string[]): ObjectValidation {
    const { spec, findings: sink, showValues = false, altered, spillAt } = this.#options;
    const object = spec.objects.find((candidate) => candidate.name === name);
    if (!object) throw new Error(`the spec has no object ${name}`);
    const keyFields = new Set(
      this.#links
        .flatMap(({ parent, child }) => [parent, child])
        .filter((key) => key.object === name)
        .map((key) => key.field),
    );
    const validation = new OneObjectValidation({
      spec,
      object,
      columns,
      hasher: this.#hasher,
      sink,
      tempDir: fs.mkdtempSync(path.join(this.#dir, `${name}-`)),
      showValues,
      keyFields,
      altered: altered?.get(name),
      spillAt,
    });
    this.#objects.set(name, validation);
    return validation;
  }

  forget(name: string): void {
    this.#objects.delete(name);
  }

  async finish(): Promise<void> {
    for (const link of this.#links) {
      if (!this.#options.complete.has(link.parent.object)) continue;
      const parents = this.#objects.get(link.parent.object)?.runsOf(link.parent.field);
      const child = this.#objects.get(link.child.object);
      const children = child?.runsOf(link.child.field);
      if (!parents || !child || !children) continue;
      reportOrphans(link, parents, children, child.tally);
      await child.tally.write(this.#options.findings);
    }
  }

  counts(): readonly FindingCount[] {
    return [...this.#objects.values()].flatMap((object) => object.tally.counts());
  }

  close(): Promise<void> {
    fs.rmSync(this.#dir, { recursive: true, force: true });
    return Promise.resolve();
  }
}

function reportOrphans(
  { parent, child }: Link,
  parents: HashRuns,
  children: HashRuns,
  tally: Tally,
): void {
  for (const record of orphans(parents.sorted(), children.sorted())) {
    tally.add({
      object: child.object,
      field: child.field,
      row: record.row,
      key: showMask(record.mask),
      rule: 'foreign-key',
      severity: RULES['foreign-key'].severity,
      message: `there is no such ${parent.object}.${parent.field}`,
    });
  }
}

/** The children whose key no parent has; both in order of their hashes. */
function* orphans(
  parents: Generator<HashRecord>,
  children: Generator<HashRecord>,
): Generator<HashRecord> {
  try {
    let parent = parents.next();
    for (const child of children) {
      while (!parent.done && before(parent.value, child)) parent = parents.next();
      const found =
        !parent.done && parent.value.high === child.high && parent.value.low === child.low;
      if (!found) yield child;
    }
  } finally {
    // the children may end before the parents, whose files would stay open
    parents.return(undefined);
  }
}

function before(a: HashRecord, b: HashRecord): boolean {
  return a.high < b.high || (a.high === b.high && a.low < b.low);
}
