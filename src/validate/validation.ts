import fs from 'node:fs';
import path from 'node:path';
import { type Link, linksOf } from '../spec/links.ts';
import type { Spec } from '../spec/model.ts';
import type { FindingCount, FindingSink } from './finding.ts';
import { FirstRows } from './first-rows.ts';
import { PARTS, RECORD, compareHashes } from './key-records.ts';
import { type KeptKeys, PartReader } from './key-runs.ts';
import { type KeySecret, newKeySecret } from './key-secret.ts';
import {
  type ObjectFacts,
  type ObjectOutcome,
  ObjectValidation,
  listRows,
} from './object-validation.ts';
import { Tally } from './tally.ts';

/**
 * Checks a whole dataset: objects one after another or at the same time, in this thread or in
 * others, then what spans objects.
 */
export interface Validation {
  /** What the checks of an object need; a folder of its own for its keys among it. */
  factsOf(name: string, columns: readonly string[]): ObjectFacts;
  /** Begins an object in this thread. */
  object(name: string, columns: readonly string[]): ObjectChecks;
  /**
   * Takes what the rows of an object gave. An attempt that did not come so far is forgotten: it may
   * be begun anew.
   */
  take(name: string, outcome: ObjectOutcome): Promise<void>;
  /** Rules across objects; call once, after every object. */
  finish(): Promise<void>;
  /** Exact counts. */
  counts(): readonly FindingCount[];
  /** Frees temporary files; safe to call twice. */
  close(): Promise<void>;
}

/** The checks of one object's rows, in order. */
export interface ObjectChecks extends Pick<ObjectValidation, 'rows' | 'warn' | 'alike'> {
  /** Compares keys, and hands over what was found. */
  end(): Promise<void>;
}

export interface ValidationOptions {
  readonly spec: Spec;
  readonly findings: FindingSink;
  /** An existing folder for keys that are more than memory should hold. */
  readonly tempDir: string;
  /** Put values and keys into the findings; otherwise keys are masked. */
  readonly showValues?: boolean;
  /** What keys are masked with; one of this dataset alone when absent. */
  readonly secret?: KeySecret | undefined;
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
  readonly #secret: KeySecret;
  readonly #outcomes = new Map<string, ObjectOutcome>();
  readonly #orphans = new Map<string, Tally>();
  readonly #links: readonly Link[];
  readonly #dir: string;

  constructor(options: ValidationOptions) {
    this.#options = options;
    this.#secret = options.secret ?? newKeySecret();
    this.#links = linksOf(options.spec);
    this.#dir = fs.mkdtempSync(path.join(options.tempDir, '.keys-'));
  }

  factsOf(name: string, columns: readonly string[]): ObjectFacts {
    const { spec, showValues = false, altered, spillAt } = this.#options;
    const keyFields = this.#links
      .flatMap(({ parent, child }) => [parent, child])
      .filter((key) => key.object === name)
      .map((key) => key.field);
    return {
      // what the checks of one object do not ask for need not go to another thread
      spec: {
        ...spec,
        objects: spec.objects.filter((object) => object.name === name),
        relationships: [],
        problems: [],
        blocking: [],
      },
      object: name,
      columns,
      secret: this.#secret,
      tempDir: fs.mkdtempSync(path.join(this.#dir, `${name}-`)),
      showValues,
      keyFields: new Set(keyFields),
      altered: altered?.get(name),
      spillAt,
    };
  }

  object(name: string, columns: readonly string[]): ObjectChecks {
    const checks = new ObjectValidation(this.factsOf(name, columns));
    return {
      rows: (batch) => checks.rows(batch),
      warn: (...warning) => checks.warn(...warning),
      alike: (...cells) => checks.alike(...cells),
      end: () => this.take(name, checks.end()),
    };
  }

  async take(name: string, outcome: ObjectOutcome): Promise<void> {
    this.#outcomes.set(name, { ...outcome, findings: [] });
    if (outcome.findings.length > 0) await this.#options.findings.write(outcome.findings);
  }

  async finish(): Promise<void> {
    for (const link of this.#links) {
      if (!this.#options.complete.has(link.parent.object)) continue;
      const parents = this.#outcomes.get(link.parent.object)?.keys.get(link.parent.field);
      const children = this.#outcomes.get(link.child.object)?.keys.get(link.child.field);
      if (parents && children) this.#reportOrphans(link, parents, children);
    }
    for (const { listed } of this.#orphans.values()) {
      if (listed.length > 0) await this.#options.findings.write(listed);
    }
  }

  counts(): readonly FindingCount[] {
    // in the order of the spec, whichever object was finished first
    return this.#options.spec.objects.flatMap(({ name }) => [
      ...(this.#outcomes.get(name)?.counts ?? []),
      ...(this.#orphans.get(name)?.counts() ?? []),
    ]);
  }

  close(): Promise<void> {
    fs.rmSync(this.#dir, { recursive: true, force: true });
    return Promise.resolve();
  }

  #reportOrphans({ parent, child }: Link, parents: KeptKeys, children: KeptKeys): void {
    const tally = this.#orphans.get(child.object) ?? new Tally(child.object);
    this.#orphans.set(child.object, tally);
    const orphans = new FirstRows();
    const [above, below] = [new PartReader(parents), new PartReader(children)];
    for (let part = 0; part < PARTS; part++) {
      findOrphans(above.read(part), below.read(part), orphans);
    }
    listRows(tally, tally.of(child.field, 'foreign-key'), orphans, {
      secret: this.#secret,
      message: `there is no such ${parent.object}.${parent.field}`,
    });
  }
}

/** The children whose key no parent has; both in order of their hashes. */
function findOrphans(parents: Uint32Array, children: Uint32Array, orphans: FirstRows): void {
  let parent = 0;
  for (let child = 0; child < children.length; child += RECORD) {
    while (parent < parents.length && compareHashes(parents, parent, children, child) < 0) {
      parent += RECORD;
    }
    const found = parent < parents.length && compareHashes(parents, parent, children, child) === 0;
    if (!found) orphans.add(children, child);
  }
}
