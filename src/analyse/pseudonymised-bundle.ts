import fs from 'node:fs/promises';
import path from 'node:path';
import { UNMAPPED_CODES } from '../bundle/contents.ts';
import { readCsv } from '../bundle/csv-reader.ts';
import { CSVW, csvMetadata } from '../bundle/csvw.ts';
import { DATA_PACKAGE, dataPackage } from '../bundle/datapackage.ts';
import { syncFolder, writeDurably } from '../bundle/durable.ts';
import { FINDINGS } from '../bundle/findings-writer.ts';
import { hashFile } from '../bundle/hash-file.ts';
import { MANIFEST, type Manifest, bundleName, completeObjects } from '../bundle/manifest.ts';
import { cannot } from '../bundle/publishing-errors.ts';
import { type BundleDescription, describeTables } from '../bundle/table-description.ts';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import { ConfigError, PublishingError } from '../problems/errors.ts';
import { alteredFields } from '../protect/treatment.ts';
import type { Spec } from '../spec/model.ts';
import { showPath } from '../yaml/read.ts';
import type { BundleTables } from './bundle-tables.ts';
import { copyCsv } from './copy-csv.ts';
import { notWhole } from './open-bundle.ts';
import { type CopyPlace, type Pseudonymising, pseudonymisedCopy } from './pseudonymised-copy.ts';

/** What is made of which bundle. */
interface Making extends Pseudonymising, CopyPlace {
  readonly original: BundleTables;
}

type Listed = Manifest['others'][number];

/**
 * Makes the bundle that its run would have written with this protection, but for the report: that
 * is drawn from what the original holds. Run and times are those of the original, so that the same
 * bundle gives the same files, and a pool takes it for the night that it is of.
 * @throws ConfigError for a bundle of another spec, or one that is pseudonymised already
 */
export async function makePseudonymisedBundle(making: Making): Promise<void> {
  const { original, protection, dir } = making;
  const description = describedAnew(making);
  await fs.mkdir(dir, { mode: 0o700 }).catch(cannot('write', dir));
  const copy = await pseudonymisedCopy(original, protection, making);
  const others: Listed[] = [];
  for (const { file } of original.manifest.others) {
    if (await writeOther(file, making, description)) {
      others.push({ file, ...(await hashFile(path.join(dir, file))) });
    }
  }
  const manifest: Manifest = { ...copy.manifest, others };
  await writeText(dir, MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
  await syncFolder(dir);
  const { faults } = await verifyBundle(dir);
  if (faults.length > 0) throw notAsWritten(faults);
}

/** Writes what may leave of a file beside the objects; false where nothing does. */
async function writeOther(
  file: string,
  { original, dir, protection, signal }: Making,
  description: BundleDescription,
): Promise<boolean> {
  const from = path.join(original.dir, file);
  const to = path.join(dir, file);
  switch (file) {
    case DATA_PACKAGE:
      await writeText(dir, file, dataPackage(description));
      return true;
    case CSVW:
      await writeText(dir, file, csvMetadata(description));
      return true;
    case FINDINGS:
      await copyFindings(from, to, signal);
      return true;
    case UNMAPPED_CODES: {
      const { columns } = await readCsv(from);
      const isKept = ([object, field]: readonly (string | null)[]): boolean =>
        protection.record.fields[object ?? '']?.[field ?? ''] === undefined;
      await copyCsv({ from, to, columns, change: (rows) => rows.filter(isKept), signal });
      return true;
    }
    default:
      return false;
  }
}

/** Where findings show values, their keys are those of the CMS: both stay. */
async function copyFindings(from: string, to: string, signal: AbortSignal): Promise<void> {
  const { columns } = await readCsv(from);
  const [key, value] = [columns.indexOf('key'), columns.indexOf('value')];
  const leaves = columns.filter((_, column) => column !== value);
  await copyCsv({
    ...{ from, to, signal },
    columns: leaves,
    change: (rows) =>
      value === -1
        ? rows
        : rows.map((row) => row.with(key, null).filter((_, column) => column !== value)),
  });
}

/** @throws ConfigError when the files are not those of the spec */
function describedAnew({ original, protection, spec }: Making): BundleDescription {
  const { manifest, tables } = original;
  const created = new Date(manifest.started);
  if (Number.isNaN(created.getTime())) {
    throw notWhole(original.dir, [`${MANIFEST} does not say when the run started`]);
  }
  const description = describeTables({
    name: bundleName(manifest.site, manifest.run),
    created,
    dateFormat: tables.some(({ columns }) => columns.some(({ british }) => british))
      ? 'dd/mm/yyyy'
      : 'iso',
    spec,
    objects: new Set(manifest.files.map(({ object }) => object)),
    complete: completeObjects(manifest.files, manifest.partial?.limit),
    altered: alteredFields(protection.record.fields),
  });
  refuseOtherSpec(original, description, spec);
  return description;
}

function refuseOtherSpec(original: BundleTables, described: BundleDescription, spec: Spec): void {
  const namesOf = (columns: readonly { readonly name: string }[] = []): string =>
    columns.map(({ name }) => name).join();
  const other = original.tables.find(({ object, columns }) => {
    const table = described.tables.find((candidate) => candidate.object === object);
    return namesOf(columns) !== namesOf(table?.columns);
  });
  if (!other) return;
  throw new ConfigError({
    code: 'other-spec',
    message: `${other.object} has other columns in ${showPath(original.dir)} than in the spec of the site file (${showPath(spec.dir)})`,
    hint: `name the spec that the bundle was made by as spec in the site file: its version is ${original.manifest.spec.version}`,
  });
}

async function writeText(dir: string, name: string, text: string): Promise<void> {
  const file = path.join(dir, name);
  await writeDurably(file, text).catch(cannot('write', file));
}

function notAsWritten(faults: readonly string[]): PublishingError {
  return new PublishingError({
    code: 'verify-failed',
    message: `what was made does not read back as it was written (${faults.join('; ')})`,
    hint: 'have the disk checked, then convert again. Nothing was kept',
  });
}
