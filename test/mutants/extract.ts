import { type Mutant, changes } from './mutant.ts';

export const extract: readonly Mutant[] = [
  ...changes(
    'extract/restart.ts',
    ['extract/restart.test.ts'],
    [
      ['{ length: tries }', '{ length: 2 }', 'the site does not say how often'],
      [', max_pause) * 1000', ', 3600) * 1000', 'no pause is the longest'],
      ['(1 + chance / 5)', '(1 - chance / 5)', 'a pause is shorter than it should be'],
      ['error.passing === undefined ||', '', 'what fails for good is tried again'],
      [
        'pause === undefined ||\n        signal.aborted',
        'pause === undefined',
        'a run that was stopped begins anew',
      ],
      ['onRestart(error, restarts + 1)', 'onRestart(error, restarts)', 'tries are counted wrongly'],
      [
        'await wait(spread(pause), undefined, { signal })',
        'await wait(spread(pause), undefined)',
        'a stop waits for the pause',
      ],
    ],
  ),
  ...changes(
    'extract/reuse-object.ts',
    ['wire/resume.long.ts'],
    [
      ['await run.staging.adopt(plan.object, columns, file);', '', 'a kept file is believed'],
      ['file.query !== (query?.hash ?? null) ||', '', 'rows of another query are taken'],
    ],
  ),
  ...changes(
    'extract/reuse-object.ts',
    ['run/resume.long.ts'],
    [['    checks.rows(batch);\n', '', 'kept rows are not checked']],
  ),
  ...changes(
    'extract/extract-object.ts',
    ['extract/extract-all.test.ts'],
    [
      ['await csv.discard();', '', 'half a file is left, and in the way of the next try'],
      [
        'if (signal.aborted) {',
        'if (options.limit === -1) {',
        'a source that ignores a stop is read to its end',
      ],
      [
        'batch.length <= left ? batch : batch.slice(0, left)',
        'batch',
        'a limit is passed by a batch',
      ],
      ['await checks.end();', '', 'keys are never compared'],
      [
        'if (left <= 0) return;',
        'if (left < 0) return;',
        'one batch more is read than the limit asks',
      ],
    ],
  ),
  ...changes(
    'extract/extract-all.ts',
    ['extract/extract-all.test.ts'],
    [
      ['failure ??= { error };', 'failure = { error };', 'the stop is told, not its cause'],
      ['failed.abort();', '', 'the others go on after a failure'],
      [
        '{ length: Math.max(1, source.parallel) }',
        '{ length: 1 }',
        'objects are read one after another',
      ],
      [
        'files[index] = await',
        'files[files.length] = await',
        'files in the order they happen to end',
      ],
    ],
  ),
  ...changes(
    'extract/json-cell.ts',
    ['extract/cells.test.ts'],
    [
      [
        '.some((entry) => !known.has(entry))',
        '.some((entry) => known.has(entry))',
        'OTHER is turned round',
      ],
      [
        'list.some((entry) => distinct.has(entry))',
        'list.every((entry) => distinct.has(entry))',
        'a flag asks for every code',
      ],
      ['String(distinct.size)', 'String(entries.length)', 'an entry twice counts twice'],
      [
        '[...entries].sort((a, b) => compare(b, a))',
        '[...entries]',
        'which spelling is kept depends on the order of rows',
      ],
      ['leadingNumber(a) - leadingNumber(b) ||', '', '10 before 2'],
      [
        "value === null ? 'null' : JSON.stringify(value)",
        'value === null ? \'null\' : `"${value}"`',
        'a quote breaks the JSON',
      ],
    ],
  ),
  ...changes(
    'extract/cell-format.ts',
    ['extract/cells.test.ts'],
    [
      [
        '`${day.slice(8, 10)}/${day.slice(5, 7)}/',
        '`${day.slice(5, 7)}/${day.slice(8, 10)}/',
        'American dates',
      ],
    ],
  ),

  ...changes(
    'extract/cell-format.ts',
    ['extract/cells.test.ts'],
    [
      ['parseMoment(text) === null', 'false', 'a day that there is not is written as a date'],
      ["sign === '-' && /[1-9]/.test(whole + kept)", "sign === '-'", '-0 for 0'],
      ['.padEnd(point,', '.padEnd(point - 1,', 'a number with an exponent is ten times too small'],
    ],
  ),
  ...changes(
    'extract/clean-text.ts',
    ['extract/clean-text.test.ts'],
    [
      [
        '|(?<![\\uD800-\\uDBFF])[\\uDC00-\\uDFFF]/g',
        '/g',
        'half a character makes the file unreadable',
      ],
      [
        '\\u007F\\uFFFE\\uFFFF]|',
        '\\u007F\\uFFFF]|',
        'a code point that is no character is written',
      ],
      [
        '/[\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F\\uD800',
        '/[\\u0000\\uD800',
        'control characters are written',
      ],
    ],
  ),
  ...changes(
    'extract/cell-limit.ts',
    ['extract/cells.test.ts'],
    [
      [
        'if (characters <= most) return;',
        'if (characters < most) return;',
        'a value of the full size is refused',
      ],
      [
        'if (bytes <= RECORD_BYTES) return;',
        'return;',
        'a row that nobody can read back is written',
      ],
    ],
  ),
  ...changes(
    'extract/shape-rows.ts',
    ['extract/cells.test.ts'],
    [
      [
        "return made === '' ? null : made;",
        'return made;',
        'a run and validate differ on an empty text',
      ],
      ['text && cleanText(text)', 'text', 'control characters are checked and written'],
      ['removed: removed - removedOf(slot)', 'removed', 'removed characters are counted twice'],
      ['if (group?.id !== id) {', 'if (!group) {', 'rows of all keys become one'],
      ['if (group) yield [finishGroup(group, shaping, number)];', '', 'the last row is lost'],
    ],
  ),
];
