// Longer than most: what a bundle is from its first file to its name is read here in one piece.
import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import type { Row } from '../validators/row.ts';
import { isThere } from '../files/is-there.ts';
import { makeFolder } from '../files/make-folder.ts';
import { PublishingError, type SsdError } from '../problems/errors.ts';
import { atExit } from './at-exit.ts';
import { compareFiles } from './compare-files.ts';
import { readCsv } from './csv-reader.ts';
import { CsvWriter, type WrittenFile } from './csv-writer.ts';
import { renamePatiently, syncFolder, writeDurably } from './durable.ts';
import { FINDINGS, type FindingsOptions, FindingsWriter, harmless } from './findings-writer.ts';
import { hashFile } from './hash-file.ts';
import { announce, refuseLatestFolder } from './latest.ts';
import { MANIFEST, type Manifest } from './manifest.ts';
import { openToGroup, outputMode } from './open-to-group.ts';
import { cannot, publishingError } from './publishing-errors.ts';
import { type Verify, readBack } from './read-back.ts';
import { SealedContents } from './sealed-contents.ts';

export const STAGING_PREFIX = '.staging-';
const PARTIAL = '.partial';

/** An object's file in the bundle. */
export interface StagedFile extends WrittenFile {
  readonly file: string;
}

/** An object's file while it is written. */
export interface StagedCsv {
  readonly writer: CsvWriter;
  /** Ends the file, reads it back, and gives it its name. */
  finish(): Promise<StagedFile>;
  /** Closes and removes what was written so far. Never throws. */
  discard(): Promise<void>;
}

export interface StagingOptions {
  /**
   * Throws when this run may not publish any more, because it has lost its lock; it is asked right
   * before the rename.
   */
  readonly stillAllowed?: (() => Promise<void>) | undefined;
  /** The bundle can be read by the group that owns the output folder. */
  readonly groupReadable?: boolean;
  /** Whom what holds values is encrypted to; nobody when left out. */
  readonly recipients?: readonly string[];
  /** How files are read back; `hash` when left out. */
  readonly verify?: Verify | undefined;
  /** Name of a folder in the output folder that is gone on with. */
  readonly from?: string | undefined;
  /** Stays for a run that goes on with it when the process ends at once. */
  readonly keepAtExit?: boolean;
}

/**
 * A bundle in the making: a hidden folder beside the bundles, on the same volume, that becomes a
 * bundle by one rename. Until then nobody sees it, whatever happens; afterwards it is complete,
 * read back and hashed. With recipients, what holds values is encrypted before it touches the disk.
 */
export class Staging {
  readonly dir: string;
  readonly #outDir: string;
  readonly #stillAllowed: () => Promise<void>;
  readonly #groupReadable: boolean;
  readonly #verify: Verify;
  /** What was read back of each CSV file when it was finished. */
  readonly #verified = new Map<string, WrittenFile & { readonly columns: readonly string[] }>();
  readonly #sealed: SealedContents;
  readonly #leaveNothing: () => void;

  private constructor(outDir: string, dir: string, options: StagingOptions) {
    const { stillAllowed = () => Promise.resolve(), groupReadable = false, keepAtExit } = options;
    this.#outDir = outDir;
    this.dir = dir;
    this.#stillAllowed = stillAllowed;
    this.#groupReadable = groupReadable;
    this.#verify = options.verify ?? 'hash';
    this.#sealed = new SealedContents(options.recipients ?? []);
    const remove = (): void => rmSync(dir, { recursive: true, force: true });
    this.#leaveNothing = keepAtExit ? () => undefined : atExit(remove);
  }

  /** @throws PublishingError when the output folder cannot be written to: before any query runs. */
  static async open(outDir: string, runId: string, options: StagingOptions = {}): Promise<Staging> {
    const dir = path.join(outDir, `${STAGING_PREFIX}${runId}`);
    try {
      await makeFolder(outDir, outputMode(options.groupReadable ?? false));
      await refuseLatestFolder(outDir);
      if (options.from === undefined) await fs.mkdir(dir, { mode: 0o700 });
      else await renamePatiently(path.join(outDir, options.from), dir);
    } catch (error) {
      throw publishingError(error, 'write to the output folder', outDir);
    }
    return new Staging(outDir, dir, options);
  }

  async csv(
    object: string,
    columns: readonly string[],
    options: { bom: boolean },
  ): Promise<StagedCsv> {
    const name = `${object}.csv`;
    const file = this.#sealed.nameOf(name);
    const final = this.#inside(file);
    const partial = `${final}${PARTIAL}`;
    const { recipients } = this.#sealed;
    const writer = await CsvWriter.create(partial, columns, { ...options, recipients });
    return {
      writer,
      finish: async () => {
        const written = await writer.end();
        try {
          await readBack(partial, { columns, written, seal: writer.seal }, this.#verify);
          await renamePatiently(partial, final);
        } catch (error) {
          throw await this.#explain(error, 'name', final);
        }
        this.#verified.set(file, { ...written, columns });
        this.#sealed.add(name, writer.seal);
        return { file, ...written };
      },
      discard: async () => {
        await writer.close();
        await fs.rm(partial, { force: true, maxRetries: 5 }).catch(() => undefined);
      },
    };
  }

  /**
   * Takes a file that is here already from an earlier run, read back like one of this run's own.
   * @throws PublishingError when it is not as it was written
   */
  async adopt(object: string, columns: readonly string[], written: WrittenFile): Promise<void> {
    const file = this.#inside(`${object}.csv`);
    await readBack(file, { columns, written }, 'full');
    const { rows, bytes, sha256 } = written;
    this.#verified.set(path.basename(file), { rows, bytes, sha256, columns });
  }

  /** The rows of an object whose file is finished. */
  async *rows(object: string): AsyncGenerator<readonly Row[]> {
    const { batches } = await readCsv(this.#inside(`${object}.csv`));
    yield* batches;
  }

  findings(options: Omit<FindingsOptions, 'recipients'>): Promise<FindingsWriter> {
    const file = path.join(this.dir, this.#sealed.nameOf(FINDINGS));
    return FindingsWriter.create(file, { ...options, recipients: this.#sealed.recipients });
  }

  /** Ends the list of findings, and reads it back. */
  async endFindings(findings: FindingsWriter): Promise<Manifest['others'][number]> {
    const file = this.#sealed.nameOf(FINDINGS);
    const written = await findings.end();
    const { columns, seal } = findings;
    await readBack(path.join(this.dir, file), { columns, written, seal }, this.#verify);
    this.#sealed.add(FINDINGS, seal);
    return { file, bytes: written.bytes, sha256: written.sha256 };
  }

  /** Adds a small table that is no object, protected as they are. */
  async table(
    name: string,
    columns: readonly string[],
    rows: readonly Row[],
  ): Promise<Manifest['others'][number]> {
    const file = this.#sealed.nameOf(name);
    const { recipients } = this.#sealed;
    const writer = await CsvWriter.create(this.#inside(file), columns, { recipients });
    try {
      await writer.write(rows.map((row) => row.map(harmless)));
      const written = await writer.end();
      await readBack(this.#inside(file), { columns, written, seal: writer.seal }, this.#verify);
      this.#sealed.add(name, writer.seal);
      return { file, bytes: written.bytes, sha256: written.sha256 };
    } finally {
      await writer.close();
    }
  }

  /** What holds the hashes of what was encrypted; nothing when nothing was. */
  sealedContents(): Promise<Manifest['others']> {
    return this.#sealed.write(this.dir);
  }

  /** Adds a small text file to the bundle. */
  async text(name: string, content: string): Promise<Manifest['others'][number]> {
    const file = this.#inside(name);
    await writeDurably(file, content).catch(cannot('write', file));
    return { file: name, ...(await hashFile(file)) };
  }

  /** Adds a small text that tells of values: encrypted like them, where the bundle is. */
  async valuesText(name: string, content: string): Promise<Manifest['others'][number]> {
    const file = this.#sealed.nameOf(name);
    if (file === name) return this.text(name, content);
    return { file, ...(await this.#sealed.text(this.#inside(file), name, content)) };
  }

  /**
   * Writes the manifest, compares everything on the disk with it, renames the folder, and points
   * LATEST at it unless it is partial. Gives the bundle's path.
   * @throws PublishingError; one that names the bundle when it is published and what follows
   * failed.
   */
  async publish(manifest: Manifest, name: string): Promise<string> {
    const bundle = path.join(this.#outDir, name);
    try {
      const text = `${JSON.stringify(manifest, null, 2)}\n`;
      await writeDurably(path.join(this.dir, MANIFEST), text);
      await syncFolder(this.dir);
      await refuseExisting(bundle);
      if (this.#groupReadable) await openToGroup(this.dir);
      await this.#compare(manifest, text);
      await this.#stillAllowed();
      await renamePatiently(this.dir, bundle);
    } catch (error) {
      throw await this.#explain(error, 'publish the bundle', bundle);
    }
    this.#leaveNothing();
    const partial = manifest.partial !== null;
    await announce(this.#outDir, bundle, { partial, groupReadable: this.#groupReadable });
    return bundle;
  }

  /** Removes what was staged; it is personal data. Never throws. */
  async discard(): Promise<void> {
    try {
      await fs.rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
      this.#leaveNothing();
    } catch {
      // tried once more when the process ends; after that the next run sweeps
    }
  }

  /**
   * Names are data of a spec. They were checked when it was loaded; here nothing depends on that.
   * @throws PublishingError when a file would stand anywhere else than in this folder itself
   */
  #inside(name: string): string {
    const file = path.resolve(this.dir, name);
    if (path.dirname(file) === path.resolve(this.dir) && path.basename(file) === name) return file;
    throw new PublishingError({
      code: 'outside-staging',
      message: `a file of the bundle cannot have the name ${JSON.stringify(name)}`,
      hint: 'a name of the spec has letters, digits and _ only',
    });
  }

  /** The last look before the rename: what is on the disk is what was read back and is listed. */
  async #compare(manifest: Manifest, text: string): Promise<void> {
    const faults = await compareFiles(this.dir, manifest);
    for (const { file, rows, columns } of manifest.files) {
      const verified = this.#verified.get(file);
      if (verified?.rows !== rows || verified.columns.join() !== columns.join()) {
        faults.push(`${file} is not listed with the rows and columns that were read back`);
      }
    }
    const written = await fs.readFile(path.join(this.dir, MANIFEST), 'utf8');
    if (written !== text) faults.push(`${MANIFEST} is not as it was written`);
    if (faults.length === 0) return;
    throw new PublishingError({
      code: 'staging-changed',
      message: `what was staged is not what was written: ${faults.join('; ')}`,
      hint: 'find the program that changes files in the output folder (a virus scanner, a synchroniser) or have the disk checked, then run again. The last good bundle is as it was',
    });
  }

  /** A run that has lost its lock has lost its staging too, and that is then the cause. */
  async #explain(error: unknown, doing: string, file: string): Promise<SsdError> {
    await this.#stillAllowed();
    return publishingError(error, doing, file);
  }
}

/** Rename would silently replace an empty folder. */
async function refuseExisting(bundle: string): Promise<void> {
  if (await isThere(bundle)) {
    throw new PublishingError({
      code: 'bundle-exists',
      message: `there is already something named ${path.basename(bundle)}`,
      hint: 'run again: every run has a name of its own',
    });
  }
}
