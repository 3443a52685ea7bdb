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
        '    await validation.take(object, outcome);\n',
        '',
        'nothing that was found in an object is told',
      ],
    ],
  ),
  ...changes(
    'extract/extract-object.ts',
    ['run/report.test.ts'],
    [['if (gathered) figures?.take(gathered);', '', 'the report says nothing of what was read']],
  ),
  ...changes(
    'extract/extract-object.ts',
    ['codes/national-run.test.ts'],
    [['options.onUnmapped(unmapped);', '', 'texts that no crosswalk knows are not listed']],
  ),
  ...changes(
    'extract/read-object.ts',
    ['extract/extract-all.test.ts', 'extract/read-object.test.ts'],
    [
      [
        'if (signal.aborted) throw stopped();',
        '',
        'a source that ignores a stop is read to its end',
      ],
      [
        'batch.length <= left ? batch : batch.slice(0, left)',
        'batch',
        'a limit is passed by a batch',
      ],
      [
        'if (left <= 0) return;',
        'if (left < 0) return;',
        'one batch more is read than the limit asks',
      ],
      ['if (rest.length > 0) yield { block: rest, rows };', '', 'the last rows are lost'],
      [
        'yield { block, rows };\n      [rows, since] = [0, performance.now()];',
        'yield { block, rows };\n      since = performance.now();',
        'rows are counted twice',
      ],
      ['  yield shaper.end();\n', '', 'the last row of an object with lists is lost'],
      ['removed: shaper.removed', 'removed: 0', 'nobody is told of characters that were removed'],
    ],
  ),
  ...changes(
    'extract/read-object.ts',
    ['extract/read-object.test.ts'],
    [['checks.rows(batch);', 'checks.rows(held);', 'what is checked is not what is written']],
  ),
  ...changes(
    'extract/extract-all.ts',
    ['extract/extract-all.test.ts'],
    [
      ['failure ??= { error };', 'failure = { error };', 'the stop is told, not its cause'],
      ['failed.abort();', '', 'the others go on after a failure'],
      [
        'files[index] = await',
        'files[files.length] = await',
        'files in the order they happen to end',
      ],
    ],
  ),
  ...changes(
    'extract/readers.ts',
    ['extract/extract-all.test.ts', 'extract/threads.test.ts'],
    [
      [
        '{ length: Math.max(1, source.parallel) }',
        '{ length: 1 }',
        'objects are read one after another',
      ],
      [
        'Math.min(connection.threads, connection.parallel)',
        'connection.threads',
        'a server has more connections than the site allows',
      ],
      [
        'Math.floor(connection.parallel / threads)',
        'Math.ceil(connection.parallel / threads)',
        'a server has one connection more than the site allows',
      ],
      ["if (connection.engine === 'embedded') return undefined;", '', 'two threads, two databases'],
    ],
  ),
  ...changes(
    'extract/readers.ts',
    ['wire/pseudonymised-run.test.ts'],
    [
      [
        'leaving: protection?.changeFor(object, columns)',
        'leaving: undefined',
        'names leave, where the run has no threads',
      ],
      [
        'pseudonyms: protection?.portable,',
        'pseudonyms: undefined,',
        'names leave a run in threads',
      ],
    ],
  ),
  ...changes(
    'extract/threads/thread.ts',
    ['wire/mssql-threads.test.ts'],
    [
      ['    source = undefined;\n    throw', '    throw', 'a lost connection is never made again'],
      ['    this.#stop.abort();\n', '', 'a run that is stopped waits for a silent server'],
    ],
  ),
  ...changes(
    'extract/threads/thread.ts',
    ['wire/slow-disk.long.ts'],
    [['const AHEAD = 2;', 'const AHEAD = 2000;', 'a slow disk fills the memory']],
  ),
  ...changes(
    'extract/threads/reader-thread.ts',
    ['wire/mssql-threads.test.ts'],
    [['throw unpackError(message.error);', "throw new Error('failed');", 'an error has no code']],
  ),
  ...changes(
    'extract/threads/pack-error.ts',
    ['extract/threads.test.ts'],
    [
      [
        'error instanceof ExtractionError ? error.passing : undefined',
        'undefined',
        'nothing is read again that a thread lost',
      ],
      ['cause: causeOf(cause) }', 'cause }', 'what a driver throws is sent on, sockets and all'],
      ['stack === undefined ? {} : { stack }', '{}', 'nobody can tell where a thread failed'],
    ],
  ),
  ...changes(
    'extract/cell-maker.ts',
    ['extract/cell-maker.test.ts', 'extract/cells.test.ts'],
    [
      [
        "return cell === '' ? null : cell;",
        'return cell;',
        'a run and validate differ on an empty text',
      ],
      ['const clean = cleanText(text);', 'const clean = text;', 'control characters are written'],
      [
        'if (!iso || !isIsoMoment(text)) return formatted(row);',
        'if (!isIsoMoment(text)) return formatted(row);',
        'a site that asks for British dates has others',
      ],
      [
        'return text.length === 10 ? text : text.slice(0, 10);',
        'return text;',
        'a date has a time of day',
      ],
      [
        'iso && text.length > 10 && isIsoMoment(text) ? text',
        'iso && isIsoMoment(text) ? text',
        'a moment at midnight has no time of day',
      ],
      [
        'this.#making.limit.hold(clean.length, column, this.row);',
        '',
        'a value of any size is written',
      ],
      [
        'this.#making.limit.hold(cell.length, column, this.row);',
        '',
        'a JSON cell of any size is written',
      ],
    ],
  ),
  ...changes(
    'extract/json-cell.ts',
    ['extract/cells.test.ts'],
    [
      [
        'JSON_NUMBER.test(digits) ? digits : JSON.stringify(text)',
        'digits',
        'a number that is none breaks the JSON',
      ],
      [
        'text ?? (number ? null : textDefault)',
        'text ?? textDefault',
        'a number that is not there is told as a text',
      ],
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
    'extract/row-shaper.ts',
    ['extract/cells.test.ts'],
    [
      ['        this.#maker.removed = removed;\n', '', 'removed characters are counted twice'],
      ['if (this.#group?.id === id) {', 'if (this.#group) {', 'rows of all keys become one'],
      [
        'this.#limit.holdRow(cells, this.#maker.row);',
        '',
        'a row that nobody can read back is written',
      ],
      [
        '    limit.holdRow(row, this.#maker.row);\n',
        '',
        'a row with a list that nobody can read back is written',
      ],
      [
        'this.#shaping.limit.hold(group.size, this.#list, this.#maker.row);',
        '',
        'a list without end fills the memory',
      ],
    ],
  ),
];
