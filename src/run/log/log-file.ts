import fs from 'node:fs';
import path from 'node:path';
import { causeOf } from '../../bundle/publishing-errors.ts';

/** The folder of logs beside the bundles. */
export const LOGS = 'logs';
/** Logs that stay; the oldest go. */
export const KEPT_LOGS = 90;

const NAME = /^\d{8}T\d{6}Z_[0-9a-f]{6}\.jsonl$/;

/**
 * One file of lines beside the bundles. Lines wait until the output folder is there: a run that is
 * refused before makes no folders. What cannot be written is told once, by `fault`, and changes
 * nothing else.
 */
export class LogFile {
  readonly path: string;
  readonly #outDir: string;
  #waiting: string[] = [];
  #descriptor: number | undefined;
  #fault: string | undefined;

  constructor(outDir: string, run: string) {
    this.#outDir = outDir;
    this.path = path.join(outDir, LOGS, `${run}.jsonl`);
  }

  /** Why lines are missing, in words. */
  get fault(): string | undefined {
    return this.#fault;
  }

  write(line: string): void {
    if (this.#fault !== undefined) return;
    this.#waiting.push(line);
    if (!fs.existsSync(this.#outDir)) return;
    try {
      this.#descriptor ??= this.#open();
      for (const text of this.#waiting) fs.writeSync(this.#descriptor, text);
      this.#waiting = [];
    } catch (error) {
      this.#fault = causeOf(error);
    }
  }

  close(): void {
    try {
      if (this.#descriptor !== undefined) fs.closeSync(this.#descriptor);
      this.#descriptor = undefined;
      removeOldest(path.dirname(this.path));
    } catch {
      // the next run tries again
    }
  }

  #open(): number {
    fs.mkdirSync(path.dirname(this.path), { mode: 0o700, recursive: true });
    return fs.openSync(this.path, 'ax', 0o600);
  }
}

function removeOldest(dir: string): void {
  const logs = fs
    .readdirSync(dir)
    .filter((name) => NAME.test(name))
    .sort();
  for (const name of logs.slice(0, -KEPT_LOGS)) fs.rmSync(path.join(dir, name), { force: true });
}
