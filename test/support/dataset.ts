import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Row } from '../../src/validators/row.ts';
import type { Spec, SpecObject } from '../../src/spec/model.ts';
import type { Finding } from '../../src/validate/finding.ts';
import { createValidation } from '../../src/validate/validation.ts';
import { specOf } from './cells.ts';

interface Options {
  readonly relationships?: Spec['relationships'];
  readonly complete?: readonly string[];
  readonly spillAt?: number;
  readonly showValues?: boolean;
  readonly altered?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Rows given at a time. */
  readonly batch?: number;
}

/** Every finding of a small dataset: rows by object, cells in the order of the object's fields. */
export async function findingsOf(
  objects: readonly SpecObject[],
  rows: Readonly<Record<string, readonly Row[]>>,
  options: Options = {},
): Promise<Finding[]> {
  const { relationships = [], complete = Object.keys(rows), batch = 100, ...rest } = options;
  const tempDir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-test-'));
  const findings: Finding[] = [];
  const sink = {
    write: (some: readonly Finding[]) => {
      findings.push(...some);
      return Promise.resolve();
    },
  };
  const validation = createValidation({
    spec: specOf(objects, {}, relationships),
    findings: sink,
    tempDir,
    complete: new Set(complete),
    ...rest,
  });
  try {
    for (const [name, all] of Object.entries(rows)) {
      const columns =
        objects.find((object) => object.name === name)?.fields.map((field) => field.name) ?? [];
      const checks = validation.object(name, columns);
      for (let at = 0; at < all.length; at += batch) checks.rows(all.slice(at, at + batch));
      await checks.end();
    }
    await validation.finish();
    return findings.sort((a, b) => a.object.localeCompare(b.object) || a.row - b.row);
  } finally {
    await validation.close();
    fs.rmSync(tempDir, { recursive: true });
  }
}
