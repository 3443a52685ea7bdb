import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { atExit } from '../bundle/at-exit.ts';
import { readCsv } from '../bundle/csv-reader.ts';
import { findingGuide } from '../bundle/finding-guide.ts';
import { FindingsWriter } from '../bundle/findings-writer.ts';
import type { Manifest } from '../bundle/manifest.ts';
import { StructureFault } from '../bundle/structure-fault.ts';
import { findBundle } from '../bundle/verify-bundle.ts';
import { findingAdvice } from '../prepare/finding-advice.ts';
import { usableSpec } from '../prepare/usable-spec.ts';
import { ConfigError } from '../problems/errors.ts';
import { alteredFields } from '../protect/treatment.ts';
import type { Spec, SpecObject } from '../spec/model.ts';
import { checkHeader } from '../validate/check-header.ts';
import type { Finding, FindingCount, FindingSink } from '../validate/finding.ts';
import { type Validation, createValidation } from '../validate/validation.ts';
import { showPath } from '../yaml/read.ts';
import { Examples } from './examples.ts';
import { type ObjectFile, findObjectFiles, refuseEncrypted } from './folder-files.ts';
import { type Scope, inScope } from './scope.ts';

export interface FolderRequest {
  readonly dir: string;
  readonly spec: string;
  /** Where to list the findings, with the columns of a run's `findings.csv`. */
  readonly findingsFile?: string | undefined;
  /** Told what is being done, for a person who waits. */
  readonly onStep?: ((what: string) => void) | undefined;
}

export interface FolderResult {
  readonly files: readonly { readonly object: string; readonly rows: number }[];
  readonly findings: readonly FindingCount[];
  /** The first few findings of each rule of a field. */
  readonly examples: readonly Finding[];
  /** Files whose structure is broken: nothing of them was checked, nor what refers to them. */
  readonly broken: readonly StructureFault[];
  /** Objects of the standard that have no file. */
  readonly missing: readonly string[];
  /** CSV files that are none of the standard. */
  readonly ignored: readonly string[];
  /** How a bundle differs from its manifest, in words; undefined for files that are no bundle. */
  readonly differences: readonly string[] | undefined;
}

/**
 * Validates the CSV files of a folder with the same rules as a run; a bundle is held against its
 * manifest, too. A broken file does not keep the others from being checked.
 * @throws ConfigError when there is nothing to validate, or the findings cannot be listed.
 */
export async function validateFolder(request: FolderRequest): Promise<FolderResult> {
  const spec = usableSpec(request.spec);
  await refuseEncrypted(request.dir);
  const { found, ignored } = await findObjectFiles(request.dir, spec);
  return inScope(async (scope) => {
    const examples = new Examples();
    const sink = await sinkFor(request, spec, examples, scope);
    const { onStep = () => undefined } = request;
    const bundle = await findBundle(request.dir, onStep);
    const complete = completeObjects(
      found.map(({ object }) => object.name),
      bundle?.manifest,
    );
    const altered = alteredFields(bundle?.manifest?.pseudonymised?.fields ?? {});
    const validation = await openValidation({ spec, sink, complete, altered }, scope);
    const checked = await checkFiles(found, { validation, complete, sink, onStep });
    onStep('checking keys and links between the objects');
    await validation.finish();
    return {
      files: checked.files,
      findings: [...checked.header.map(countOne), ...validation.counts()],
      examples: examples.all(),
      broken: checked.broken,
      missing: spec.objects.flatMap(({ name }) =>
        found.some(({ object }) => object.name === name) ? [] : [name],
      ),
      ignored,
      differences: bundle?.faults,
    };
  });
}

/**
 * As in the run: the rows that a limit cut off, or of an object that the site leaves out, may be
 * those that others refer to.
 */
function completeObjects(found: readonly string[], manifest: Manifest | undefined): Set<string> {
  if (manifest?.partial?.limit !== undefined) return new Set();
  const skipped = (manifest?.files ?? []).filter(({ status }) => status === 'skipped');
  const names = new Set(skipped.map(({ object }) => object));
  return new Set(found.filter((object) => !names.has(object)));
}

/** Findings go to the examples, and to a file where one is asked for. */
async function sinkFor(
  { findingsFile }: FolderRequest,
  spec: Spec,
  examples: Examples,
  scope: Scope,
): Promise<FindingSink> {
  if (findingsFile === undefined) return examples;
  const guide = findingGuide(spec, findingAdvice());
  const writer = await FindingsWriter.create(findingsFile, { guide }).catch((error: unknown) => {
    throw new ConfigError({
      code: 'findings-file',
      message: `the findings cannot be written to ${showPath(findingsFile)} (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      hint: 'name a file that is not there yet, in a folder that is',
      cause: error,
    });
  });
  scope.onEnd(() => writer.end());
  return {
    write: async (findings) => {
      await examples.write(findings);
      await writer.write(findings);
    },
  };
}

interface ValidationParts {
  readonly spec: Spec;
  readonly sink: FindingSink;
  readonly complete: ReadonlySet<string>;
  readonly altered: ReadonlyMap<string, ReadonlySet<string>>;
}

async function openValidation(
  { spec, sink, complete, altered }: ValidationParts,
  scope: Scope,
): Promise<Validation> {
  const tempDir = await fs.mkdtemp(path.join(os.tmpdir(), 'ssd-extract-'));
  const leaveNothing = atExit(() => rmSync(tempDir, { recursive: true, force: true }));
  scope.onEnd(async () => {
    await fs.rm(tempDir, { recursive: true, force: true });
    leaveNothing();
  });
  const validation = createValidation({ spec, findings: sink, tempDir, complete, altered });
  scope.onEnd(() => validation.close());
  return validation;
}

interface CheckedFiles {
  readonly files: FolderResult['files'];
  readonly header: readonly Finding[];
  readonly broken: readonly StructureFault[];
}

interface FileChecks {
  readonly validation: Validation;
  readonly complete: Set<string>;
  readonly sink: FindingSink;
  readonly onStep: (what: string) => void;
}

/** Takes the objects of broken files out of `complete`: what refers to them is not checked. */
async function checkFiles(
  found: readonly ObjectFile[],
  { validation, complete, sink, onStep }: FileChecks,
): Promise<CheckedFiles> {
  const files: { object: string; rows: number }[] = [];
  const header: Finding[] = [];
  const broken: StructureFault[] = [];
  for (const { object, file } of found) {
    try {
      onStep(`validating ${path.basename(file)}`);
      const csv = await readCsv(file);
      const ofHeader = checkHeader(object, csv.columns);
      header.push(...ofHeader);
      await sink.write(ofHeader);
      files.push({ object: object.name, rows: await checkRows(validation, object, csv) });
    } catch (error) {
      if (!(error instanceof StructureFault)) throw error;
      complete.delete(object.name);
      broken.push(error);
    }
  }
  return { files, header, broken };
}

async function checkRows(
  validation: Validation,
  object: SpecObject,
  csv: Awaited<ReturnType<typeof readCsv>>,
): Promise<number> {
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
