import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { atExit } from '../bundle/at-exit.ts';
import { readCsv } from '../bundle/csv-reader.ts';
import { ConfigError } from '../problems/errors.ts';
import type { SpecObject } from '../spec/model.ts';
import { checkHeader } from '../validate/check-header.ts';
import type { Finding, FindingCount } from '../validate/finding.ts';
import { type Validation, createValidation } from '../validate/validation.ts';
import { showPath } from '../yaml/read.ts';
import { usableSpec } from '../prepare/usable-spec.ts';

export interface FolderResult {
  readonly files: readonly { readonly object: string; readonly rows: number }[];
  readonly findings: readonly FindingCount[];
  /** CSV files that are none of the standard. */
  readonly ignored: readonly string[];
}

/** Files of our own bundles that are no objects. */
const OURS = new Set(['findings.csv']);

/**
 * Validates the CSV files of a folder with the same rules as a run.
 * @throws ConfigError when there is nothing to validate, or a file's structure is broken: then
 * nothing of it can be trusted.
 */
export async function validateFolder(dir: string, specDir: string): Promise<FolderResult> {
  const spec = usableSpec(specDir);
  const names = (
    await fs.readdir(dir).catch(() => {
      throw new ConfigError({
        code: 'no-folder',
        message: `there is no folder ${showPath(dir)}`,
        hint: 'name the folder that holds the CSV files',
      });
    })
  )
    .filter((name) => name.toLowerCase().endsWith('.csv') && !OURS.has(name))
    .sort();
  const found = names.flatMap((name) =>
    spec.objects
      .filter((object) => `${object.name}.csv` === name.toLowerCase())
      .map((object) => ({ object, file: path.join(dir, name) })),
  );
  if (found.length === 0) {
    throw new ConfigError({
      code: 'no-files',
      message: `no file of the standard in ${showPath(dir)}`,
      hint: 'files are named after their objects: ssd_person.csv, …',
    });
  }
  const tempDir = await fs.mkdtemp(path.join(os.tmpdir(), 'ssd-extract-'));
  const leaveNothing = atExit(() => rmSync(tempDir, { recursive: true, force: true }));
  const validation = createValidation({
    spec,
    findings: { write: () => Promise.resolve() },
    tempDir,
    complete: new Set(found.map(({ object }) => object.name)),
  });
  try {
    const header: Finding[] = [];
    const files = [];
    for (const { object, file } of found) {
      files.push({
        object: object.name,
        rows: await validateFile(validation, object, file, header),
      });
    }
    await validation.finish();
    const ignored = names.filter((name) => !found.some(({ file }) => path.basename(file) === name));
    return { files, findings: [...header.map(countOne), ...validation.counts()], ignored };
  } finally {
    await validation.close();
    await fs.rm(tempDir, { recursive: true, force: true });
    leaveNothing();
  }
}

async function validateFile(
  validation: Validation,
  object: SpecObject,
  file: string,
  header: Finding[],
): Promise<number> {
  const csv = await readCsv(file);
  header.push(...checkHeader(object, csv.columns));
  const checks = validation.object(object.name, csv.columns);
  let rows = 0;
  for await (const batch of csv.batches) {
    checks.rows(batch);
    rows += batch.length;
  }
  await checks.end();
  return rows;
}

function countOne({ object, field, rule, severity }: Finding): FindingCount {
  return { object, field, rule, severity, count: 1 };
}
