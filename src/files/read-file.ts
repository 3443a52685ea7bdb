import fs from 'node:fs';

/** In bytes: no file that a person writes is larger. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** Why a file cannot be used, as the end of a sentence about it. */
export class FileFault extends Error {
  /** Of the file system, where it had one: `ENOENT`. */
  readonly code: string | undefined;
  /** What to do next. */
  readonly hint: string | undefined;

  constructor(facts: { message: string; hint?: string; code?: string; cause?: unknown }) {
    super(facts.message, { cause: facts.cause });
    this.code = facts.code;
    this.hint = facts.hint;
  }
}

/**
 * The bytes of a file that a person named. A pipe would wait for ever and a device never end: only
 * a regular file, or a link to one, is read, and never more than `most` bytes.
 * @throws FileFault
 */
export function readRegularFile(file: string, most = MOST_BYTES): Buffer {
  let handle: number | undefined;
  try {
    // opening a pipe must not wait for its writer; Windows has no such flag and no such pipes
    const { O_RDONLY, O_NONBLOCK = 0 } = fs.constants as { O_RDONLY: number; O_NONBLOCK?: number };
    handle = fs.openSync(file, O_RDONLY | O_NONBLOCK);
    const stat = fs.fstatSync(handle);
    if (!stat.isFile()) throw notRegular(stat);
    return readAtMost(handle, most);
  } catch (error) {
    throw error instanceof FileFault ? error : unreadable(error);
  } finally {
    if (handle !== undefined) fs.closeSync(handle);
  }
}

/** The size that the system tells may be wrong: of a file that grows, or of one below `/proc`. */
function readAtMost(handle: number, most: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.alloc(Math.min(64 * 1024, most + 1 - total));
    const read = fs.readSync(handle, chunk);
    if (read === 0) return Buffer.concat(chunks, total);
    total += read;
    if (total > most) {
      throw new FileFault({
        message: `the file is larger than ${Math.floor(most / 1024 / 1024)} MB`,
        hint: 'is it the right file? Nothing of this kind is that large',
      });
    }
    chunks.push(chunk.subarray(0, read));
  }
}

function notRegular(stat: fs.Stats): FileFault {
  const kinds = [
    ['a folder', stat.isDirectory()],
    ['a pipe', stat.isFIFO()],
    ['a socket', stat.isSocket()],
    ['a device', stat.isCharacterDevice() || stat.isBlockDevice()],
  ] as const;
  const [kind = 'something else'] = kinds.find(([, is]) => is) ?? [];
  return new FileFault({
    message: `this is ${kind}, not a file`,
    hint: 'name a regular file',
  });
}

function unreadable(error: unknown): FileFault {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  const messages: Readonly<Record<string, string>> = {
    ENOENT: 'the file does not exist',
    ENOTDIR: 'the file does not exist: a part of its path is a file',
    EISDIR: 'this is a folder, not a file',
    ENXIO: 'this is a socket or a device, not a file',
    EACCES: 'there is no right to read the file',
    EPERM: 'there is no right to read the file',
    ELOOP: 'the links of the path lead in a circle',
  };
  return new FileFault({
    message: messages[code] ?? `the file cannot be read (${code})`,
    code,
    cause: error,
  });
}

/**
 * Text of a file: UTF-8, with or without a byte order mark.
 * @throws FileFault that names the encoding it seems to have
 */
export function readTextFile(file: string, most = MOST_BYTES): string {
  return decode(readRegularFile(file, most));
}

function decode(bytes: Buffer): string {
  if (looksLikeUtf16(bytes)) {
    throw new FileFault({
      message: 'the file is UTF-16, not UTF-8',
      hint: 'save it as UTF-8: Notepad calls it "UTF-8" and UTF-16 "Unicode"; Windows PowerShell needs Out-File -Encoding utf8',
    });
  }
  if (bytes.includes(0)) {
    throw new FileFault({ message: 'the file is not text', hint: 'is it the right file?' });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileFault({
      message: `the file is not UTF-8: see line ${firstOddLine(bytes)}`,
      hint: 'save it as UTF-8; it seems to be in an older encoding of Windows ("ANSI", Windows-1252)',
    });
  }
}

/** With its mark, or plain English in it: every second byte is nought. */
function looksLikeUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const start = bytes.subarray(0, 200);
  const noughts = [0, 1].map(
    (odd) => start.filter((byte, index) => index % 2 === odd && byte === 0).length,
  );
  return start.length >= 4 && noughts.some((count) => count > start.length / 3);
}

function firstOddLine(bytes: Buffer): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf('\n', from);
    const upTo = end === -1 ? bytes.length : end + 1;
    try {
      decoder.decode(bytes.subarray(from, upTo));
    } catch {
      return line;
    }
    from = upTo;
  }
  return line;
}
