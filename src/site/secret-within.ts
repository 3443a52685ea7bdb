import path from 'node:path';
import { ENV_FILE } from './env-file.ts';
import type { Secret } from './secret-shape.ts';

/** A secret as the site file in this folder means it: its path absolute, its `.env` known. */
export function secretWithin(dir: string, secret: Secret): Secret;
export function secretWithin(dir: string, secret: Secret | undefined): Secret | undefined;
export function secretWithin(dir: string, secret: Secret | undefined): Secret | undefined {
  if (!secret) return undefined;
  if ('file' in secret) return { file: path.resolve(dir, secret.file) };
  return 'env' in secret ? { ...secret, beside: path.resolve(dir, ENV_FILE) } : secret;
}
