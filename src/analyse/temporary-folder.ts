import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { atExit } from '../bundle/at-exit.ts';
import { cannot } from '../bundle/publishing-errors.ts';

export interface TemporaryFolder {
  readonly dir: string;
  readonly remove: () => Promise<void>;
}

/** A folder that only this account can read, and that is gone however the process ends. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const dir = await fs
    .mkdtemp(path.join(os.tmpdir(), 'ssd-extract-'))
    .catch(cannot('write to', os.tmpdir()));
  const removed = atExit(() => rmSync(dir, { recursive: true, force: true }));
  return {
    dir,
    remove: async () => {
      await fs.rm(dir, { recursive: true, force: true, maxRetries: 5 });
      removed();
    },
  };
}
