// Over 200 lines: what is kept, how it is found and how it is taken over must be read together,
// since each step has to leave a state that the others understand.
import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { renamePatiently, syncFile, syncFolder, writeDurably } from './durable.ts';
import { type Manifest, type ManifestFile, manifestShape } from './manifest.ts';
import { cannot, publishingError } from './publishing-errors.ts';
import { STAGING_PREFIX } from './staging.ts';

/** The staging folder of a run that failed, kept for the next one. */
export const FAILED_PREFIX = '.failed-';
/** One line for the run, then one for each object that is finished. */
const STATE = '.resume.jsonl';
const MOST_STATE_BYTES = 16 * 1024 * 1024;

const headShape = z.object({
  format: z.literal(1),
  run: z.string(),
  /** When the run began; of a chain of runs, the first. */
  started: z.string(),
  /** By name, hashes of all that decides what the files hold. */
  settings: z.record(z.string(), z.string()),
});
const objectShape = z.object({
  /** The run that read it, and when it was done. */
  run: z.string(),
  read: z.string(),
  file: manifestShape.shape.files.element,
});

export type KeptHead = z.infer<typeof headShape>;
type KeptObject = z.infer<typeof objectShape>;

/** What a run that did not end well has left. */
export interface Kept {
  /** Of its folder. */
  readonly name: string;
  /** The run that left it. */
  readonly run: string;
  readonly head: KeptHead;
  readonly objects: ReadonlyMap<string, KeptObject>;
}

/**
 * The newest run of an output folder that can be gone on with: one that failed, or one that was
 * killed. Call it only while holding the lock of the folder.
 */
export async function findKept(outDir: string): Promise<Kept | undefined> {
  const names = await fs.readdir(outDir).catch(cannot('read the output folder', outDir));
  const found: Kept[] = [];
  for (const name of names) {
    if (!name.startsWith(FAILED_PREFIX) && !name.startsWith(STAGING_PREFIX)) continue;
    const kept = await readKept(outDir, name);
    if (kept && kept.objects.size > 0) found.push(kept);
  }
  return found.sort((a, b) => Date.parse(b.head.started) - Date.parse(a.head.started))[0];
}

/** Undefined for a folder without a state that can be read: nothing of it is trusted. */
async function readKept(outDir: string, name: string): Promise<Kept | undefined> {
  const text = await readState(path.join(outDir, name)).catch(() => undefined);
  const [first, ...lines] = (text ?? '').split('\n');
  const head = parseLine(headShape, first ?? '');
  if (!head) return undefined;
  const objects = new Map<string, KeptObject>();
  for (const line of lines) {
    // the last line may have been cut short
    const object = parseLine(objectShape, line);
    if (object?.file.file === `${object?.file.object}.csv`) objects.set(object.file.object, object);
  }
  const run = name.slice(name.indexOf('-') + 1);
  return { name, run, head, objects };
}

/** A link may lead anywhere. */
async function readState(dir: string): Promise<string | undefined> {
  const file = path.join(dir, STATE);
  const [folder, state] = [await fs.lstat(dir), await fs.lstat(file)];
  if (!folder.isDirectory() || !state.isFile() || state.size > MOST_STATE_BYTES) return undefined;
  return fs.readFile(file, 'utf8');
}

function parseLine<T>(shape: z.ZodType<T>, line: string): T | undefined {
  try {
    return shape.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/**
 * What a run has finished, written down beside it, object by object, so that another run can go on
 * with it, whatever ends this one.
 */
export class KeptStaging {
  readonly #outDir: string;
  readonly #dir: string;
  readonly #run: string;
  readonly #head: KeptHead;
  readonly #objects: Map<string, KeptObject>;

  private constructor(
    place: { outDir: string; dir: string },
    run: string,
    kept: Pick<Kept, 'head' | 'objects'>,
  ) {
    this.#outDir = place.outDir;
    this.#dir = place.dir;
    this.#run = run;
    this.#head = kept.head;
    this.#objects = new Map(kept.objects);
  }

  /**
   * Begins to write down what is finished.
   * @param dir the staging folder: that of `earlier`, when the run goes on with one
   */
  static async begin(
    place: { readonly outDir: string; readonly dir: string },
    head: KeptHead,
    earlier: Kept | undefined,
  ): Promise<KeptStaging> {
    const kept = new KeptStaging(place, head.run, earlier ?? { head, objects: new Map() });
    await kept.#tidy();
    if (!earlier) await kept.#writeAll();
    return kept;
  }

  /** What an earlier run has finished of an object. */
  earlier(object: string): ManifestFile | undefined {
    return this.#objects.get(object)?.file;
  }

  forget(object: string): void {
    this.#objects.delete(object);
  }

  /** Writes down, durably, that an object is finished. */
  async add(file: ManifestFile): Promise<void> {
    const object = { run: this.#run, read: new Date().toISOString(), file };
    this.#objects.set(file.object, object);
    const state = path.join(this.#dir, STATE);
    try {
      const handle = await fs.open(state, 'a', 0o600);
      try {
        await handle.appendFile(`${JSON.stringify(object)}\n`);
        await syncFile(handle);
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw publishingError(error, 'write', state);
    }
  }

  /** By run, the objects that were read by an earlier one. */
  reused(): Manifest['resumed'] {
    const earlier = [...this.#objects.values()].filter(({ run }) => run !== this.#run);
    return [...new Set(earlier.map(({ run }) => run))].map((run) => ({
      run,
      objects: earlier
        .filter((object) => object.run === run)
        .map(({ read, file }) => ({ object: file.object, read })),
    }));
  }

  /** Takes away what is no part of a bundle; `setAside` puts it back. */
  async beforePublishing(): Promise<void> {
    await fs.rm(path.join(this.#dir, STATE), { force: true, maxRetries: 5 });
  }

  /**
   * Gives the folder of a run that failed a name of its own, with nothing in it but finished files
   * and what is known of them. Gives how many they are: 0 when there was nothing to keep, or when
   * the bundle was published. Never throws: what cannot be kept is discarded.
   */
  async setAside(): Promise<number> {
    const { size } = this.#objects;
    if (size === 0) return 0;
    try {
      await fs.chmod(this.#dir, 0o700);
      await fs.rm(path.join(this.#dir, STATE), { force: true, maxRetries: 5 });
      await this.#tidy();
      await this.#writeAll();
      const name = `${FAILED_PREFIX}${this.#run}`;
      await renamePatiently(this.#dir, path.join(this.#outDir, name));
      await syncFolder(this.#outDir);
      return size;
    } catch {
      return 0;
    }
  }

  async #writeAll(): Promise<void> {
    const lines = [this.#head, ...this.#objects.values()].map((line) => JSON.stringify(line));
    const state = path.join(this.#dir, STATE);
    await writeDurably(state, `${lines.join('\n')}\n`).catch(cannot('write', state));
  }

  /** Half files, findings and keys of the run before say nothing to the next. */
  async #tidy(): Promise<void> {
    const finished = new Set([...this.#objects.values()].map(({ file }) => file.file));
    for (const entry of await fs.readdir(this.#dir, { withFileTypes: true })) {
      if (entry.isFile() && (entry.name === STATE || finished.has(entry.name))) continue;
      const rest = path.join(this.#dir, entry.name);
      await fs.rm(rest, { recursive: true, force: true, maxRetries: 5 });
    }
  }
}
