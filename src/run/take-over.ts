import fs from 'node:fs';
import path from 'node:path';
import { publishingError } from '../bundle/publishing-errors.ts';
import { type Holder, judge } from './holder.ts';
import { type Found, create, letGo, look, remove, untouchedFor } from './lock-file.ts';

/** Nobody needs this long to write a file, or to take a lock over. */
const ABANDONED_MS = 60_000;
const GUARD = '.takeover';

/** Whether a file that is written and gone in a moment was left by a process that has ended. */
function isAbandoned(file: string, run: string): boolean {
  const found = look(file);
  if (!found) return false;
  const verdict = found.holder ? judge(found.holder) : 'unknown';
  if (verdict !== 'unknown') return verdict === 'dead';
  return untouchedFor(found, file, run) > ABANDONED_MS;
}

/** What processes left that ended between writing their file and linking it. */
export function removeStrays(file: string, run: string): void {
  const [dir, prefix] = [path.dirname(file), `${path.basename(file)}.`];
  let names: readonly string[];
  try {
    names = fs.readdirSync(dir);
  } catch (error) {
    throw publishingError(error, 'read the output folder', dir);
  }
  for (const name of names) {
    if (!name.startsWith(prefix) || name.endsWith(GUARD)) continue;
    const stray = path.join(dir, name);
    if (isAbandoned(stray, run)) remove(stray);
  }
}

/**
 * Replaces the lock of a dead run. Who takes over holds a guard meanwhile and looks again, so that
 * of two that try one wins; the guard of a process that was killed at it is taken over in the same
 * way.
 */
export function takeOver(file: string, mine: Holder, found: Found | undefined): boolean {
  const guard = `${file}${GUARD}`;
  const guarded =
    create(guard, mine) || (isAbandoned(guard, mine.run) && takeOver(guard, mine, look(guard)));
  if (!guarded) return false;
  try {
    const now = look(file);
    if (now && now.mark !== found?.mark) return false;
    fs.rmSync(file, { force: true });
    return create(file, mine);
  } catch (error) {
    throw publishingError(error, 'take over the lock of the output folder,', file);
  } finally {
    letGo(guard, mine.run);
  }
}
