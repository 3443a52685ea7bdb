import { execFile } from 'node:child_process';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** Groups that hold everybody, as SDDL abbreviates them and by their identifier. */
const EVERYBODY: Readonly<Record<string, string>> = {
  WD: 'Everyone',
  'S-1-1-0': 'Everyone',
  BU: 'Users',
  'S-1-5-32-545': 'Users',
  AU: 'Authenticated Users',
  'S-1-5-11': 'Authenticated Users',
  BG: 'Guests',
  'S-1-5-32-546': 'Guests',
};
/** Rights by which a file can be read: generic all and read, file all, read, read and execute. */
const READS = /G[AR]|F[AR]|FRFX|CC/;
/** `FILE_READ_DATA`, of rights that are written as a number. */
const READ_DATA = 1;

/** Which groups of everybody an access control list in SDDL lets read. */
export function openTo(sddl: string): readonly string[] {
  const list = /D:[A-Z]*((?:\([^)]*\))*)/.exec(sddl)?.[1] ?? '';
  const entries = [...list.matchAll(/\(([^)]*)\)/g)].map(([, entry = '']) => entry.split(';'));
  const groups = entries
    .filter(([type = '', , rights = '']) => type === 'A' && reads(rights))
    .flatMap((entry) => EVERYBODY[entry[5] ?? ''] ?? []);
  return [...new Set(groups)];
}

function reads(rights: string): boolean {
  return rights.startsWith('0x') ? (Number(rights) & READ_DATA) !== 0 : READS.test(rights);
}

/**
 * Which groups of everybody may read a folder on Windows; none elsewhere, and none when Windows
 * does not tell. `icacls` writes the list in SDDL, which is the same in every language.
 */
export async function windowsReaders(dir: string): Promise<readonly string[]> {
  if (process.platform !== 'win32') return [];
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'ssd-extract-'));
  try {
    const file = path.join(folder, 'acl.txt');
    await promisify(execFile)('icacls', [dir, '/save', file], { timeout: 30_000 });
    return openTo(await fs.readFile(file, 'utf16le'));
  } catch {
    return [];
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}
