import fs from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import tar from 'tar-stream';
import yazl from 'yazl';
import { type Entry, contentOf } from './entries.ts';
import type { Platform } from './platforms.ts';

// The same content is the same archive, byte for byte: names in order, one date, no owner, and
// modes by what a file is, not by the machine that it was packed on.

/** A ZIP keeps what the clock on the wall shows, in whichever zone; a tar file the moment. */
const zipDate = (): Date => new Date(2020, 0, 1);
const TAR_DATE = new Date(Date.UTC(2020, 0, 1));

const modeOf = ({ program }: Entry): number => (program === true ? 0o755 : 0o644);

/** Makes an archive; `folder` is the one folder inside it. */
export async function pack(
  entries: readonly Entry[],
  folder: string,
  file: string,
  { format }: Platform,
): Promise<void> {
  await (format === 'zip' ? zip : tarball)(entries, folder, file);
}

async function zip(entries: readonly Entry[], folder: string, file: string): Promise<void> {
  const archive = new yazl.ZipFile();
  for (const entry of entries) {
    archive.addBuffer(contentOf(entry), `${folder}/${entry.name}`, {
      mode: 0o100000 + modeOf(entry),
      mtime: zipDate(),
      forceDosTimestamp: true,
    });
  }
  archive.end();
  await pipeline(archive.outputStream, fs.createWriteStream(file));
}

async function tarball(entries: readonly Entry[], folder: string, file: string): Promise<void> {
  const archive = tar.pack();
  const written = pipeline(archive, createGzip({ level: 9 }), fs.createWriteStream(file));
  for (const entry of entries) {
    const header = { name: `${folder}/${entry.name}`, mode: modeOf(entry), mtime: TAR_DATE };
    await new Promise<void>((resolve, reject) => {
      archive.entry(header, contentOf(entry), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }
  archive.finalize();
  await written;
}
