import fs from 'node:fs/promises';
import path from 'node:path';
import { CONTENTS, type Contents, contentsShape } from '../bundle/contents.ts';
import { syncFolder, writeDurably } from '../bundle/durable.ts';
import { PlainFile } from '../bundle/file-sink.ts';
import { MANIFEST, type Manifest } from '../bundle/manifest.ts';
import { cannot } from '../bundle/publishing-errors.ts';
import { ConfigError, PublishingError, StoppedError } from '../problems/errors.ts';
import { AGE_ENDING, AgeFault, type Unlock, decryptFile } from '../protect/age.ts';

/** What is decrypted into where. */
export interface Filling {
  readonly bundle: string;
  readonly signal: AbortSignal;
  /** Of the bundle, whose files are as they were written. */
  readonly encrypted: Manifest;
  readonly unlock: Unlock;
  readonly staged: string;
}

/**
 * Writes the files and the manifest of the plain bundle; what comes out of each file is held
 * against what the run encrypted.
 * @throws SsdError
 */
export async function decryptFiles(filling: Filling): Promise<Manifest> {
  const { encrypted, staged } = filling;
  const expected = await readContents(filling);
  const takeOver = async <T extends Listed>(listed: T): Promise<T> => {
    const name = plainName(listed.file);
    if (name === undefined) return copy(filling, listed);
    const found = await decryptTo(filling, listed.file, name);
    if (found.sha256 === expected.get(name)?.sha256) return { ...listed, file: name, ...found };
    throw notAsEncrypted(JSON.stringify(listed.file));
  };
  const files: Manifest['files'] = [];
  for (const listed of encrypted.files) files.push(await takeOver(listed));
  const others: Manifest['others'] = [];
  for (const listed of encrypted.others) {
    if (plainName(listed.file) !== CONTENTS) others.push(await takeOver(listed));
  }
  const manifest: Manifest = { ...encrypted, encrypted: undefined, files, others };
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  await writeDurably(path.join(staged, MANIFEST), text).catch(cannot('write to', staged));
  await syncFolder(staged);
  return manifest;
}

type Listed = Manifest['others'][number];

function plainName(file: string): string | undefined {
  return file.endsWith(AGE_ENDING) ? file.slice(0, -AGE_ENDING.length) : undefined;
}

async function copy<T extends Listed>({ bundle, staged }: Filling, listed: T): Promise<T> {
  await fs
    .copyFile(path.join(bundle, listed.file), path.join(staged, listed.file))
    .catch(cannot('write to', staged));
  return listed;
}

/** By plain name, what the run encrypted. */
async function readContents(
  filling: Filling,
): Promise<ReadonlyMap<string, Contents['files'][number]>> {
  const file = `${CONTENTS}${AGE_ENDING}`;
  if (!filling.encrypted.others.some((listed) => listed.file === file)) {
    throw notAsEncrypted(`there is no ${file}`);
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of decrypted(filling, file)) pieces.push(piece);
  const parsed = contentsShape.safeParse(parseJson(Buffer.concat(pieces).toString('utf8')));
  if (!parsed.success) throw notAsEncrypted(file);
  return new Map(parsed.data.files.map((item) => [item.file, item]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

async function decryptTo(
  filling: Filling,
  file: string,
  name: string,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const sink = await PlainFile.create(path.join(filling.staged, name));
  try {
    for await (const piece of decrypted(filling, file)) {
      if (filling.signal.aborted) {
        throw new StoppedError({ code: 'stopped', message: 'the decryption was stopped' });
      }
      await sink.write(piece);
    }
    return await sink.end();
  } finally {
    await sink.close();
  }
}

/** @throws ConfigError when the identity does not open the file */
async function* decrypted({ bundle, unlock }: Filling, file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* decryptFile(path.join(bundle, file), unlock);
  } catch (error) {
    if (!(error instanceof AgeFault)) throw error;
    throw new ConfigError({
      code: error.code === 'no-match' ? 'other-identity' : 'damaged',
      message: `${JSON.stringify(file)}: ${error.message}`,
      hint:
        error.code === 'no-match'
          ? 'the manifest lists the public keys that it was encrypted to; name the file of one of their secret keys'
          : 'fetch the bundle again from where it was made',
      cause: error,
    });
  }
}

/** What comes out of a file, or of all of them, is something else. */
export function notAsEncrypted(what: string): PublishingError {
  return new PublishingError({
    code: 'not-as-encrypted',
    message: `what comes out is not what the run encrypted: ${what}`,
    hint: 'the bundle was put together by somebody else, or the disk is faulty; nothing was kept',
  });
}
