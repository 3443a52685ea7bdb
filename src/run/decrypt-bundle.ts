import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { isThere } from '../files/is-there.ts';
import { atExit } from '../bundle/at-exit.ts';
import { renamePatiently } from '../bundle/durable.ts';
import type { Manifest } from '../bundle/manifest.ts';
import { cannot, publishingError } from '../bundle/publishing-errors.ts';
import { verifyBundle } from '../bundle/verify-bundle.ts';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import { decryptFiles, notAsEncrypted } from './decrypt-files.ts';
import { readIdentities } from './read-identity.ts';
import { inScope } from './scope.ts';

/** A folder that is being filled; it holds plain text. */
const DECRYPTING_PREFIX = '.decrypting-';

export interface DecryptRequest {
  readonly bundle: string;
  /** File of secret keys. */
  readonly identity: string;
  /** The folder to make; beside the bundle without it. */
  readonly out?: string | undefined;
  readonly signal: AbortSignal;
  /** Told what is being done, for a person who waits. */
  readonly onStep?: ((what: string) => void) | undefined;
}

export interface Decrypted {
  readonly dir: string;
  readonly manifest: Manifest;
}

/**
 * Makes the bundle that an encrypted one holds: whole, under its name, or not at all. What comes
 * out of each file is held against what the run encrypted, and the whole against its manifest.
 * @throws SsdError
 */
export async function decryptBundle(request: DecryptRequest): Promise<Decrypted> {
  const identities = readIdentities(request.identity);
  const encrypted = await wholeBundle(request.bundle, request.onStep);
  const dir = path.resolve(request.out ?? `${path.resolve(request.bundle)}_decrypted`);
  await refuseExisting(dir);
  return inScope(async (scope) => {
    const staged = await stage(dir);
    scope.onEnd(staged.discard);
    request.onStep?.('decrypting');
    const manifest = await decryptFiles({
      bundle: request.bundle,
      signal: request.signal,
      encrypted,
      unlock: { identities },
      staged: staged.dir,
    });
    const { faults } = await verifyBundle(staged.dir, request.onStep);
    if (faults.length > 0) throw notAsEncrypted(faults.join('; '));
    await renamePatiently(staged.dir, dir).catch(cannot('name', dir));
    return { dir, manifest };
  });
}

/** @throws ConfigError when it is not an encrypted bundle of ours, as it was written */
async function wholeBundle(bundle: string, onStep: DecryptRequest['onStep']): Promise<Manifest> {
  const { manifest, faults } = await verifyBundle(bundle, onStep);
  if (!manifest || faults.length > 0) {
    throw new ConfigError({
      code: 'not-whole',
      message: `${showPath(bundle)} is not a bundle as it was written: ${faults.join('; ')}`,
      hint: 'fetch it again from where it was made; nothing was decrypted',
    });
  }
  if (manifest.encrypted) return manifest;
  throw new ConfigError({
    code: 'not-encrypted',
    message: `${showPath(bundle)} is not encrypted`,
    hint: 'its files can be read as they are',
  });
}

async function refuseExisting(dir: string): Promise<void> {
  if (!(await isThere(dir))) return;
  throw new ConfigError({
    code: 'out-exists',
    message: `${showPath(dir)} is there already`,
    hint: 'name a folder that is not there yet with --out',
  });
}

interface Staged {
  readonly dir: string;
  /** Removes what is left of it. */
  readonly discard: () => Promise<void>;
}

async function stage(dir: string): Promise<Staged> {
  const staged = path.join(path.dirname(dir), `${DECRYPTING_PREFIX}${path.basename(dir)}`);
  await fs.mkdir(staged, { mode: 0o700 }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw publishingError(error, 'make', staged);
    }
    throw new ConfigError({
      code: 'decrypting',
      message: `${showPath(staged)} is there: this is being decrypted already, or was not to its end`,
      hint: 'remove that folder when nothing is under way: it may hold plain text',
      cause: error,
    });
  });
  const leaveNothing = atExit(() => rmSync(staged, { recursive: true, force: true }));
  return {
    dir: staged,
    discard: async () => {
      await fs.rm(staged, { recursive: true, force: true, maxRetries: 5 });
      leaveNothing();
    },
  };
}
