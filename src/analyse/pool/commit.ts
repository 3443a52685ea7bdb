import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { atExit } from '../../bundle/at-exit.ts';
import { renamePatiently, syncFolder, writeDurably } from '../../bundle/durable.ts';
import { cannot, causeOf, publishingError } from '../../bundle/publishing-errors.ts';
import { isThere } from '../../files/is-there.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { readTextFile } from '../../files/read-file.ts';
import { PublishingError } from '../../problems/errors.ts';
import { showPath } from '../../yaml/read.ts';

/** Holds new files until they take their places; engines pass over hidden folders. */
export const STAGE = '.pooling';
const NEW = 'new';
/** Once it is there, what it lists is done, by this process or a later one. */
const JOURNAL = 'commit.json';
const MOST_BYTES = 512 * 1024 * 1024;

/** Below the pool and nowhere else, with forward slashes. */
const inside = z
  .string()
  .refine((at) => path.posix.normalize(at) === at && !/^(?:\.\.)?\/|^\.\.$|[\\:]/.test(at));
const journalShape = z.object({ moves: z.array(inside), removes: z.array(inside) });

/** What changes in a pool. Paths are below it, with forward slashes. */
export interface Change {
  /** Small files, the last of them last of all: the record that names the others. */
  readonly texts: readonly (readonly [file: string, text: string])[];
  /** Staged. */
  readonly files: readonly string[];
  readonly removes: readonly string[];
}

export interface Stage {
  /** Where the files are made. */
  readonly staged: string;
  /**
   * Has everything take its place. Whoever is killed before the journal is written leaves the pool
   * as it was; afterwards the next one goes on.
   */
  readonly commit: (change: Change, stillAllowed: () => Promise<void>) => Promise<void>;
  /** Removes what was staged, unless it is to take its place. */
  readonly end: () => Promise<void>;
}

export async function openStage(dir: string): Promise<Stage> {
  const stage = path.join(dir, STAGE);
  const staged = path.join(stage, NEW);
  await makeFolder(staged).catch(cannot('make', staged));
  let isDecided = false;
  const left = atExit(() => {
    if (!isDecided) rmSync(stage, { recursive: true, force: true });
  });
  return {
    staged,
    commit: async (change, stillAllowed) => {
      await stageTexts(staged, change);
      const moves = [...change.files, ...change.texts.map(([file]) => file)];
      const draft = path.join(stage, `${JOURNAL}.draft`);
      await writeDurably(draft, JSON.stringify({ moves, removes: change.removes })).catch(
        (error: unknown) => {
          throw publishingError(error, 'write', draft);
        },
      );
      await stillAllowed();
      isDecided = true;
      await fs.rename(draft, path.join(stage, JOURNAL));
      await finish(dir);
    },
    end: async () => {
      if (!isDecided) await fs.rm(stage, { recursive: true, force: true, maxRetries: 5 });
      left();
    },
  };
}

/**
 * Finishes what a killed pool had decided, and removes what it had not.
 * @returns whether there was anything to finish
 */
export async function recover(dir: string): Promise<boolean> {
  const stage = path.join(dir, STAGE);
  if (await isThere(path.join(stage, JOURNAL))) {
    await finish(dir);
    return true;
  }
  await fs
    .rm(stage, { recursive: true, force: true, maxRetries: 5 })
    .catch(cannot('remove', stage));
  return false;
}

async function stageTexts(staged: string, { texts }: Change): Promise<void> {
  for (const [file, text] of texts) {
    await writeDurably(path.join(staged, file), text).catch(
      cannot('write', path.join(staged, file)),
    );
  }
}

async function finish(dir: string): Promise<void> {
  const stage = path.join(dir, STAGE);
  try {
    await syncFolder(stage);
    const text = readTextFile(path.join(stage, JOURNAL), MOST_BYTES);
    const { moves, removes } = journalShape.parse(JSON.parse(text));
    // a file that has its place already is not staged any more
    for (const file of moves) await takePlace(path.join(stage, NEW, file), path.join(dir, file));
    for (const file of removes) await removePart(dir, file);
    const folders = new Set(moves.map((file) => path.dirname(path.join(dir, file))));
    for (const folder of folders) await syncFolder(folder);
    await fs.rm(stage, { recursive: true, force: true, maxRetries: 5 });
  } catch (error) {
    throw unfinished(dir, error);
  }
}

async function takePlace(from: string, to: string): Promise<void> {
  if (!(await isThere(from))) return;
  await makeFolder(path.dirname(to));
  await renamePatiently(from, to);
}

/** With the folders that this leaves empty, up to the object's. */
async function removePart(dir: string, file: string): Promise<void> {
  await fs.rm(path.join(dir, file), { force: true });
  for (let at = path.posix.dirname(file); at !== '.'; at = path.posix.dirname(at)) {
    const isEmpty = await fs.rmdir(path.join(dir, at)).then(
      () => true,
      () => false,
    );
    if (!isEmpty) return;
  }
}

function unfinished(dir: string, error: unknown): PublishingError {
  return new PublishingError({
    code: 'pool-unfinished',
    message: `not all new files of the pool ${showPath(dir)} could take their places: ${causeOf(error)}`,
    hint: `close what reads the pool, look at its disk, and pool anything into it again: that finishes this first. ${STAGE} in it must stay until then`,
    cause: error,
  });
}
