import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Command } from 'commander';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { bashCompletion, powershellCompletion } from '../../src/cli/completion.ts';
import { ownCommand } from '../../src/cli/own-command.ts';
import { tempDir } from '../support/files.ts';
import { below, pathOf, wholeProgram } from '../support/whole-program.ts';

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
}

function examplesIn(help: string): string[] {
  const [, end = ''] = help.split(/^Examples?:\n/m);
  return end.split('\n').flatMap((line) => /^ {2}ssd-extract (.+)$/.exec(line)?.[1] ?? []);
}

/** As a shell parts them: what stands in double quotes is one. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

describe('the help of', () => {
  for (const command of below(wholeProgram())) {
    const name = pathOf(command);
    it(`${name} has an example that can be typed`, () => {
      const examples = examplesIn(helpOf(command));
      assert.ok(examples.length > 0, 'it has an example');
      for (const example of examples) {
        assert.ok(example.startsWith(name), `${example} is of ${name}`);
        const program = wholeProgram();
        for (const item of below(program)) item.action(() => undefined);
        program.parse(wordsOf(example), { from: 'user' });
      }
    });
  }
});

const bash = spawnSync('bash', ['-c', 'exit 0']).status === 0;
const pwsh = spawnSync('pwsh', ['-NoProfile', '-Command', 'exit 0']).status === 0;

describe('completion', () => {
  const script = path.join(tempDir(), 'completion');

  /** What bash offers for the last word. */
  function offered(...words: string[]): string[] {
    fs.writeFileSync(script, bashCompletion(wholeProgram()));
    const { stdout, stderr } = spawnSync(
      'bash',
      [
        '-c',
        'source "$1"; shift; complete -p ssd-extract >/dev/null || exit 9; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ssd_extract; printf "%s\\n" "${COMPREPLY[@]}"',
        'bash',
        script,
        'ssd-extract',
        ...words,
      ],
      { encoding: 'utf8' },
    );
    assert.equal(stderr, '');
    return stdout.split('\n').filter((word) => word !== '');
  }

  it('in bash offers commands, options, and values', { skip: !bash && 'no bash here' }, () => {
    assert.deepEqual(offered('ver'), ['verify']);
    assert.deepEqual(offered('schedule', 'e'), ['export']);
    assert.deepEqual(offered('schedule', 'export', '--fo'), ['--for']);
    assert.deepEqual(offered('schedule', 'export', '--for', 'win'), ['windows']);
    assert.deepEqual(offered('run', '--fail-on', ''), ['never', 'error', 'warning']);
    assert.deepEqual(offered('run', '--site', ''), [], 'files');
    assert.deepEqual(offered('run', '--site', 'a.yml', '--res'), ['--resume']);
    assert.deepEqual(offered('completion', 'p'), ['powershell']);
    for (const { name } of COMMANDS) assert.ok(offered('').includes(name), name);
  });

  it('for PowerShell names every command and option', () => {
    const text = powershellCompletion(wholeProgram());
    for (const command of below(wholeProgram())) {
      assert.ok(text.includes(`'${pathOf(command)}' = @(`), pathOf(command));
      for (const { long } of command.options) assert.ok(text.includes(`'${long ?? ''}'`));
    }
  });

  it('for PowerShell is PowerShell', { skip: !pwsh && 'no pwsh here' }, () => {
    fs.writeFileSync(script, powershellCompletion(wholeProgram()));
    const check =
      '$e = $null; [void][System.Management.Automation.Language.Parser]::ParseFile($args[0], [ref]$null, [ref]$e); exit $e.Count';
    const { status } = spawnSync('pwsh', ['-NoProfile', '-Command', `& { ${check} } '${script}'`]);
    assert.equal(status, 0);
  });
});

describe('a command line that is told to be typed next', () => {
  const words = ['check', '--site', 'my site.yml'];
  it('on Linux: a checkout, an archive, an installed package', () => {
    const shell = { windows: false, cwd: '/home/a', launcher: undefined };
    const typed = (more: object): string =>
      ownCommand(words, { ...shell, script: '/home/a/src/cli/bin.mjs', ...more });
    assert.equal(typed({}), "node src/cli/bin.mjs check --site 'my site.yml'");
    assert.equal(
      typed({ launcher: '/home/a/ssd-extract' }),
      "./ssd-extract check --site 'my site.yml'",
    );
    assert.equal(
      typed({ script: '/x/.bin/ssd-extract' }),
      "ssd-extract check --site 'my site.yml'",
    );
  });

  it('on Windows: paths with blanks, in PowerShell', () => {
    const shell = { windows: true, cwd: 'D:\\ssd', script: 'C:\\p q\\bin.mjs' };
    assert.equal(
      ownCommand(words, { ...shell, launcher: undefined }),
      'node "C:\\p q\\bin.mjs" check --site "my site.yml"',
    );
    assert.equal(
      ownCommand(words, { ...shell, launcher: 'C:\\Program Files\\x\\ssd-extract.cmd' }),
      '& "C:\\Program Files\\x\\ssd-extract.cmd" check --site "my site.yml"',
    );
    assert.equal(
      ownCommand(['run'], { ...shell, launcher: 'D:\\ssd\\ssd-extract.cmd' }),
      '.\\ssd-extract.cmd run',
    );
  });
});
