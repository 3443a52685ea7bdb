import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { HISTORY } from '../../src/run/history/diary.ts';
import { LOGS } from '../../src/run/log/log-file.ts';

/** A folder that is removed when the test file ends. */
export function tempDir(): string {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-test-'));
  after(() => fs.rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** Writes files by relative path and gives the folder. */
export function writeTree(dir: string, files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
    fs.writeFileSync(path.join(dir, name), text);
  }
  return dir;
}

/** What is in an output folder, sorted, besides the history and the logs of runs. */
export function namesIn(dir: string): string[] {
  const names = fs.existsSync(dir) ? fs.readdirSync(dir) : [];
  return names.filter((name) => !name.startsWith(HISTORY) && name !== LOGS).sort();
}
