import fs from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { npm } from '../npm.ts';
import { ROOT } from '../root.ts';
import type { Platform } from './platforms.ts';

/**
 * Installs what the program needs on a platform, Node included, into `folder`: the versions and
 * the hashes of the lock file, nothing of development, no script of a package.
 */
export function installDependencies(folder: string, { os, cpu }: Platform): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    fs.copyFileSync(path.join(ROOT, name), path.join(folder, name));
  }
  npm(folder, [
    ...['ci', '--omit=dev', '--ignore-scripts', '--prefer-offline'],
    ...[`--os=${os}`, `--cpu=${cpu}`],
  ]);
}

/** One entry of the bill of materials, as far as the list of licences reads it. */
export interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly {
    readonly expression?: string;
    readonly license?: { readonly id?: string; readonly name?: string };
  }[];
  readonly evidence?: {
    readonly licenses?: readonly {
      readonly license: { readonly text: { readonly content: string } };
    }[];
  };
}

/** A command, which its package does not offer by name to programs. */
const BILL = path.join(
  ...[ROOT, 'node_modules', '@cyclonedx', 'cyclonedx-npm', 'bin', 'cyclonedx-npm-cli.js'],
);

/** Writes the bill of materials (CycloneDX 1.6, JSON) of what is installed, and reads it. */
export function writeBillOfMaterials(folder: string, file: string): readonly Component[] {
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...[BILL, '--omit', 'dev', '--gather-license-texts', '--output-reproducible'],
      // two versions of a package may be inside of others: every one in the same list
      '--flatten-components',
      ...['--spec-version', '1.6', '--mc-type', 'application', '--output-file', file],
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`no bill of materials: ${stderr}`);
  const bill = JSON.parse(fs.readFileSync(file, 'utf8')) as { components: readonly Component[] };
  return bill.components;
}
