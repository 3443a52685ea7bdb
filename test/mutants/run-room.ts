import { type Mutant, changes } from './mutant.ts';

export const run: readonly Mutant[] = [
  ...changes(
    'run/holder.ts',
    ['run/lock-alive-or-dead.test.ts'],
    [
      [
        "(error as NodeJS.ErrnoException).code !== 'ESRCH'",
        "(error as NodeJS.ErrnoException).code === 'EINVAL'",
        'the living run of another account is taken for dead',
      ],
      [
        "if (known && since !== sinceNow) return 'dead';",
        '',
        'a number that came again holds a lock for ever',
      ],
      [
        'holder.boot === here.boot && holder.space === here.space',
        'holder.space === here.space',
        'the run of another machine is taken for dead',
      ],
      [
        "born > started + TOLERANCE_MS ? 'dead' : 'alive'",
        "born > started + TOLERANCE_MS ? 'alive' : 'dead'",
        'a lock without heartbeat is turned round',
      ],
    ],
  ),
  ...changes(
    'run/holder.ts',
    ['run/lock.test.ts'],
    [
      [
        "if (pid === process.pid) return held.has(run) ? 'alive' : 'dead';",
        "if (pid === process.pid) return 'dead';",
        'two runs of one process',
      ],
      [
        "if (holder.pid === process.pid) return held.has(holder.run) ? 'alive' : 'dead';",
        "if (holder.pid === process.pid) return 'alive';",
        'a lock of a container that is gone is held for ever',
      ],
    ],
  ),
  ...changes(
    'run/lock.ts',
    ['run/lock.test.ts'],
    [
      [
        'if (!takeOver(file, mine, found)) throw locked(look(file)?.holder);',
        '',
        'a lock is held that was not taken',
      ],
      [
        'if (letGo(file, mine.run)) leaveNothing();',
        'leaveNothing();',
        'a lock is left when the run ends',
      ],
      ['held.add(mine.run);', '', 'a run of the same process is taken for dead'],
    ],
  ),
  ...changes(
    'run/lock.ts',
    ['run/lock-alive-or-dead.test.ts'],
    [
      [
        'if (now?.mark !== found.mark) return now === undefined;',
        '',
        'a heart that beats is not seen',
      ],
      [
        'return holder?.run === mine.run ? Promise.resolve()',
        'return holder ? Promise.resolve()',
        'a run publishes under the lock of another',
      ],
      [
        'const until = performance.now() + (old ? doubt : dead);',
        'const until = performance.now() + doubt;',
        'a young lock is given too little time',
      ],
    ],
  ),
  ...changes(
    'run/lock-file.ts',
    ['run/lock-alive-or-dead.test.ts'],
    [
      [
        'if (DISK_FAILS.has(code)) throw error;',
        '',
        'a failing disk is taken for one without links',
      ],
      [
        "if (code === 'EEXIST') return false;\n    if",
        "if (code === 'EEXIST') return true;\n    if",
        'two runs where a file system has no links',
      ],
      ['if (!stat.isFile()) throw notAFile(file);', '', 'a folder in the place of the lock'],
    ],
  ),
  ...changes(
    'run/lock-file.ts',
    ['run/lock.test.ts'],
    [
      [
        "if (code === 'EEXIST') return isHeldBy(file, holder.run);",
        "if (code === 'EEXIST') return true;",
        'two runs at once',
      ],
      [
        'return !isHeldBy(file, run) || remove(file);',
        'return remove(file);',
        'the lock of another run is removed',
      ],
    ],
  ),
  ...changes(
    'run/take-over.ts',
    ['run/lock.test.ts'],
    [
      [
        'const ABANDONED_MS = 60_000;',
        'const ABANDONED_MS = 20_000;',
        'a file that is being written is removed',
      ],
      [
        'const ABANDONED_MS = 60_000;',
        'const ABANDONED_MS = 600_000;',
        'half a file is kept for long',
      ],
      [
        'if (now && now.mark !== found?.mark) return false;',
        '',
        'of two that take over a lock both win',
      ],
      [
        'isAbandoned(guard, mine.run) && takeOver(guard, mine, look(guard))',
        'false',
        'nobody gets past the guard of a killed process',
      ],
    ],
  ),
  ...changes(
    'run/scope.ts',
    ['run/scope.test.ts'],
    [
      ['releases.reverse()', 'releases', 'the lock is released before staging is gone'],
      ['if (failure) throw failure.error;', '', 'a run that failed ends well'],
      [
        'const [failure] = failures;',
        'const failure = failures.at(-1);',
        'the last error is told, not the cause',
      ],
    ],
  ),
  ...changes(
    'run/make-manifest.ts',
    ['run/manifest.test.ts'],
    [
      [
        "valid: !counts.some((item) => item.severity === 'error')",
        "valid: !counts.some((item) => item.severity === 'warning')",
        'a bundle with errors is valid',
      ],
      [
        'only || skip || limit !== undefined',
        'only || skip',
        'a bundle of the first rows is whole',
      ],
      [
        'only || skip || limit !== undefined',
        'only || limit !== undefined',
        'a bundle without some objects is whole',
      ],
      ['(sum, item) => sum + item.count', '(sum) => sum + 1', 'findings are counted by rule'],
      [
        'momentsOf(asOf, site.window_years,',
        'momentsOf(asOf, 6,',
        'the window of the manifest is not that of the run',
      ],
    ],
  ),
  ...changes(
    'run/examples.ts',
    ['run/validate-folder.test.ts'],
    [['kept.length < SHOWN_PER_RULE', 'kept.length <= SHOWN_PER_RULE', 'six places of five']],
  ),
  ...changes(
    'run/validate-folder.ts',
    ['run/validate-folder.test.ts'],
    [
      [
        'if (!(error instanceof StructureFault)) throw error;',
        'if (error instanceof StructureFault) throw error;',
        'one broken file keeps all from being checked',
      ],
    ],
  ),
  ...changes(
    'run/find-gaps.ts',
    ['run/gaps.test.ts'],
    [
      [
        'files.some((file) => file.object === cohort && isEmpty(file))',
        'files.every((file) => file.object === cohort && isEmpty(file))',
        'a bundle without persons is told as an empty object',
      ],
      [
        '    warnings.push(...notConfigured(file));\n',
        '',
        'what waits for a parameter is not told',
      ],
      [
        "status: empty ? 'not configured' : file.status",
        'status: file.status',
        'an object that waits for a parameter is told as extracted',
      ],
    ],
  ),
  ...changes(
    'run/log/log-file.ts',
    ['run/log.test.ts'],
    [
      ["'ax', 0o600", "'ax', 0o644", 'others read the log'],
      ['slice(0, -KEPT_LOGS)', 'slice(KEPT_LOGS)', 'the newest logs go'],
      ['.filter((name) => NAME.test(name))\n', '', "somebody's files are removed with the logs"],
      ['if (!fs.existsSync(this.#outDir)) return;', '', 'a run that is refused makes folders'],
      ['      this.#waiting = [];\n    }', '    }', 'lines of the log are written again and again'],
      ['      this.#fault = causeOf(error);\n', '      throw error;\n', 'no log, no run'],
    ],
  ),
  ...changes(
    'run/log/logged.ts',
    ['run/log.test.ts'],
    [
      [
        "return { code: 'fault', name, at: framesOf(error, PROGRAM_DIR) };",
        'return { code: String(error), name, at: framesOf(error, PROGRAM_DIR) };',
        'a fault of ours writes what it had in hand into the log',
      ],
      [
        "    logger.error({ event: 'failed', ...failureOf(error) });\n",
        '',
        'the log does not say why a run failed',
      ],
    ],
  ),
  ...changes(
    'run/list-unmapped.ts',
    ['codes/national-run.test.ts'],
    [
      [
        '!(asked || request.site.output.show_values)',
        'asked === undefined',
        'words of forms are listed that the site does not show',
      ],
      [
        'return Number(b.at(-1)) - Number(a.at(-1));',
        'return Number(a.at(-1)) - Number(b.at(-1));',
        'the rarest text stands first',
      ],
    ],
  ),
  ...changes(
    'run/read-identity.ts',
    ['protect/decrypt.long.ts'],
    [
      ['  refuseOpen(file);\n', '', 'a secret key that everybody may read is used'],
      [
        '`${shown}:${index + 1}: ${fault}`',
        '`${shown}:${index + 1}: ${fault} ${line}`',
        'a secret key is in a message',
      ],
    ],
  ),
  ...changes(
    'run/decrypt-files.ts',
    ['protect/decrypt.long.ts'],
    [
      [
        'if (found.sha256 === expected.get(name)?.sha256) return',
        'if (found.bytes > 0) return',
        'what somebody else has put into the bundle comes out of it',
      ],
    ],
  ),
  ...changes(
    'run/decrypt-bundle.ts',
    ['protect/decrypt.long.ts'],
    [
      ['    scope.onEnd(staged.discard);\n', '', 'plain text is left where decrypting failed'],
      [
        'await fs.mkdir(staged, { mode: 0o700 })',
        'await fs.mkdir(staged)',
        'plain text is open to others',
      ],
    ],
  ),
  ...changes(
    'run/run.ts',
    ['run/findings-key.test.ts'],
    [['newKeySecret(maskSecret)', 'newKeySecret()', 'the key of the site masks nothing']],
  ),
  ...changes(
    'run/folder-files.ts',
    ['run/validate-folder.test.ts'],
    [
      [
        'name.toLowerCase())\n    .map',
        'name)\n    .map',
        'a file in capitals is not of the standard',
      ],
      [
        '!found.some(({ file }) => path.basename(file) === name)',
        "name === ''",
        'nobody is told of files that were passed over',
      ],
    ],
  ),
];
