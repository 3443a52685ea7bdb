import { spawnSync } from 'node:child_process';

/** Of an npm that started us: which project it works on, which is not ours to pass on. */
const PROJECT = /^npm_(?:package|lifecycle|config_local_prefix|command|config_global)/i;

/**
 * Runs npm in a folder and gives its output.
 * @throws Error with what npm said, when it fails
 */
export function npm(cwd: string, args: readonly string[]): string {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !PROJECT.test(name)),
  );
  // npm.cmd is no program that could be started without a shell
  const script = process.env['npm_execpath'];
  const [command, first] = script === undefined ? ['npm', []] : [process.execPath, [script]];
  const { status, stdout, stderr, error } = spawnSync(command, [...first, ...args], {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`npm ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}
