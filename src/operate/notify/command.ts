import { spawn } from 'node:child_process';
import path from 'node:path';
import type { CommandSettings } from '../../site/notify.ts';
import { type Channel, NotDelivered } from './channel.ts';
import { noticeAsJson } from './notice.ts';

/** What a program needs to start. Passwords of the site are elsewhere in the environment. */
const NEEDED = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'],
  ...['SystemRoot', 'SystemDrive', 'ComSpec', 'PATHEXT', 'TEMP', 'TMP', 'USERNAME', 'USERDOMAIN'],
  ...['USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'ProgramData', 'ProgramFiles', 'windir'],
];

/** Runs a program, without a shell, and writes the notice as JSON to its standard input. */
export function command({ run, folder, on, timeout }: CommandSettings): Channel {
  return {
    name: 'command',
    on,
    timeout,
    deliver: (notice, signal) => start(run, noticeAsJson(notice), { folder, signal }),
  };
}

/**
 * Runs a program to its end; what it prints is not read.
 * @throws NotDelivered when it fails
 */
export function start(
  [program = '', ...args]: readonly string[],
  input: string,
  { folder, signal }: { readonly folder?: string; readonly signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder ?? path.dirname(program),
      env: Object.fromEntries(NEEDED.map((name) => [name, process.env[name]])),
      stdio: ['pipe', 'ignore', 'ignore'],
      windowsHide: true,
      signal,
      killSignal: 'SIGKILL',
    });
    child.on('error', reject);
    child.on('exit', (code, by) => {
      if (code === 0) resolve();
      else reject(new NotDelivered(`it ended with ${code ?? by ?? 'no exit code'}`));
    });
    // a program may end without reading
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
