import fs from 'node:fs/promises';
import path from 'node:path';
import { PublishingError } from '../problems/errors.ts';
import { CsvWriter, type WrittenFile } from './csv-writer.ts';
import { readCsv } from './csv-reader.ts';
import { renamePatiently, syncFolder, writeDurably } from './durable.ts';
import { FINDINGS, FindingsWriter } from './findings-writer.ts';
import { hashFile } from './hash-file.ts';
import { MANIFEST, type Manifest } from './manifest.ts';
import { publishingError } from './publishing-errors.ts';

export const STAGING_PREFIX = '.staging-';
const PARTIAL = '.partial';
export const LATEST = 'LATEST';

/** An object's file while it is written. */
export interface StagedCsv {
  readonly writer: CsvWriter;
  /** Ends the file, reads it back, and gives it its name. */
  finish(): Promise<WrittenFile>;
  /** Closes and removes what was written so far. Never throws. */
  discard(): Promise<void>;
}

/**
 * A bundle in the making: a hidden folder beside the bundles, on the same volume, that becomes a
 * bundle by one rename. Until then nobody sees it, whatever happens; afterwards it is complete,
 * read back and hashed.
 */
export class Staging {
  readonly dir: string;
  readonly #outDir: string;

  private constructor(outDir: string, dir: string) {
    this.#outDir = outDir;
    this.dir = dir;
  }

  /** @throws PublishingError when the output folder cannot be written to: before any query runs. */
  static async open(outDir: string, runId: string): Promise<Staging> {
    const dir = path.join(outDir, `${STAGING_PREFIX}${runId}`);
    try {
      await fs.mkdir(outDir, { recursive: true, mode: 0o700 });
      await fs.mkdir(dir, { mode: 0o700 });
    } catch (error) {
      throw publishingError(error, 'write to the output folder', outDir);
    }
    return new Staging(outDir, dir);
  }

  async csv(
    object: string,
    columns: readonly string[],
    options: { bom: boolean },
  ): Promise<StagedCsv> {
    const final = path.join(this.dir, `${object}.csv`);
    const partial = `${final}${PARTIAL}`;
    const writer = await CsvWriter.create(partial, columns, options);
    return {
      writer,
      finish: async () => {
        const written = await writer.end();
        await verify(partial, columns, written);
        await renamePatiently(partial, final).catch((error: unknown) => {
          throw publishingError(error, 'name', final);
        });
        return written;
      },
      discard: async () => {
        await writer.close();
        await fs.rm(partial, { force: true, maxRetries: 5 }).catch(() => undefined);
      },
    };
  }

  findings(showValues: boolean): Promise<FindingsWriter> {
    return FindingsWriter.create(path.join(this.dir, FINDINGS), showValues);
  }

  /** Adds a small text file to the bundle. */
  async text(name: string, content: string): Promise<Manifest['others'][number]> {
    const file = path.join(this.dir, name);
    await writeDurably(file, content).catch((error: unknown) => {
      throw publishingError(error, 'write', file);
    });
    return { file: name, ...(await hashFile(file)) };
  }

  /** Writes the manifest, renames the folder, and points LATEST at it. Gives the bundle's path. */
  async publish(manifest: Manifest, name: string): Promise<string> {
    const bundle = path.join(this.#outDir, name);
    try {
      await writeDurably(path.join(this.dir, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
      await syncFolder(this.dir);
      await refuseExisting(bundle);
      await renamePatiently(this.dir, bundle);
      await syncFolder(this.#outDir);
    } catch (error) {
      throw publishingError(error, 'publish the bundle', bundle);
    }
    await this.#pointLatest(name);
    return bundle;
  }

  /** Removes what was staged; it is personal data. Never throws. */
  async discard(): Promise<void> {
    await fs.rm(this.dir, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined);
  }

  async #pointLatest(name: string): Promise<void> {
    const next = path.join(this.#outDir, `.${LATEST}-${process.pid}`);
    try {
      await fs.rm(next, { force: true });
      await writeDurably(next, `${name}\n`);
      await renamePatiently(next, path.join(this.#outDir, LATEST));
    } catch (error) {
      throw publishingError(error, 'update', path.join(this.#outDir, LATEST));
    }
  }
}

/** Rename would silently replace an empty folder. */
async function refuseExisting(bundle: string): Promise<void> {
  const there = await fs.lstat(bundle).then(
    () => true,
    () => false,
  );
  if (there) {
    throw new PublishingError({
      code: 'bundle-exists',
      message: `there is already something named ${path.basename(bundle)}`,
      hint: 'run again: every run has a name of its own',
    });
  }
}

/** Reads a written file back from the disk: same hash, same header, same number of rows. */
async function verify(
  file: string,
  columns: readonly string[],
  written: WrittenFile,
): Promise<void> {
  const { sha256, bytes } = await hashFile(file).catch((error: unknown) => {
    throw publishingError(error, 'read back', file);
  });
  const csv = await readCsv(file);
  let rows = 0;
  for await (const batch of csv.batches) rows += batch.length;
  const same =
    sha256 === written.sha256 &&
    bytes === written.bytes &&
    rows === written.rows &&
    csv.columns.join() === columns.join();
  if (!same) {
    throw new PublishingError({
      code: 'verify-failed',
      message: `${path.basename(file)} does not read back as it was written (${rows} rows of ${written.rows})`,
      hint: 'have the disk checked, then run again',
    });
  }
}
