import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../support/process.ts';
import type { Mutant } from './mutant.ts';

const COPIED = [
  ...['src', 'test', 'data', 'config', 'docs', 'sql', 'package.json', 'tsconfig.json'],
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
];

export interface TestRun {
  readonly result: 'passed' | 'failed' | 'hung';
  readonly output: string;
  readonly milliseconds: number;
}

/** A copy of the tree, in which changes are tried: the checkout itself is never touched. */
export class Workshop {
  readonly #dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-mutants-'));

  constructor() {
    for (const name of COPIED) {
      fs.cpSync(path.join(ROOT, name), path.join(this.#dir, name), { recursive: true });
    }
    const modules = path.join(ROOT, 'node_modules');
    fs.symlinkSync(modules, path.join(this.#dir, 'node_modules'), 'junction');
  }

  /** Does `work` while the copy is changed as a mutant says. */
  async with<T>({ file, find, replace }: Mutant, work: () => Promise<T>): Promise<T> {
    const full = path.join(this.#dir, 'src', file);
    const before = fs.readFileSync(full, 'utf8');
    fs.writeFileSync(
      full,
      before.replaceAll('\r\n', '\n').replace(find, () => replace),
    );
    try {
      return await work();
    } finally {
      fs.writeFileSync(full, before);
    }
  }

  /** Runs one test file, for so many milliseconds at most. */
  async run(test: string, limit: number): Promise<TestRun> {
    const began = performance.now();
    const child = spawn(
      process.execPath,
      ['--import', './test/support/compile-cache.mjs', path.join('test', test)],
      {
        cwd: this.#dir,
        stdio: ['ignore', 'pipe', 'pipe'],
        // a group of its own, so that what the test started ends with it
        detached: process.platform !== 'win32',
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    let hung = false;
    const timer = setTimeout(() => {
      hung = true;
      if (child.pid !== undefined && process.platform !== 'win32') {
        process.kill(-child.pid, 'SIGKILL');
      } else {
        child.kill('SIGKILL');
      }
    }, limit);
    const [code] = (await once(child, 'close')) as [number | null];
    clearTimeout(timer);
    const milliseconds = Math.round(performance.now() - began);
    if (hung) return { result: 'hung', output, milliseconds };
    return { result: code === 0 ? 'passed' : 'failed', output, milliseconds };
  }

  remove(): void {
    fs.rmSync(this.#dir, { recursive: true, force: true });
  }
}
