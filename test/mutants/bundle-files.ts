import { type Mutant, changes } from './mutant.ts';

/** How the files of a bundle are written and read back. */
export const bundleFiles: readonly Mutant[] = [
  ...changes(
    'bundle/durable.ts',
    ['bundle/publishing.test.ts'],
    [
      [
        "await handle.writeFile(text, 'utf8');\n    await syncFile(handle);",
        "await handle.writeFile(text, 'utf8');",
        'the manifest may be lost with the power',
      ],
      ["NO_SYNC = ['EINVAL',", "NO_SYNC = ['EIO', 'EINVAL',", 'a failing disk is passed over'],
      ["'EBADF', 'EACCES',", "'EBADF',", 'no bundle on a share whose folders cannot be synced'],
    ],
  ),
  ...changes(
    'bundle/durable.ts',
    ['bundle/staging.test.ts'],
    [
      [
        "fs.open(file, 'wx', 0o600)",
        "fs.open(file, 'wx', 0o644)",
        'the manifest is readable by others',
      ],
    ],
  ),
  ...changes(
    'bundle/file-sink.ts',
    ['bundle/publishing.test.ts'],
    [['await syncFile(this.#handle);', '', 'rows may be lost with the power']],
  ),
  ...changes(
    'bundle/file-sink.ts',
    ['bundle/staging.test.ts'],
    [["fs.open(path, 'wx', 0o600)", "fs.open(path, 'wx', 0o644)", 'children readable by others']],
  ),
  ...changes(
    'bundle/csv-writer.ts',
    ['bundle/csv.test.ts'],
    [
      ['this.#rows += rows.length;', 'this.#rows++;', 'rows are not counted'],
      ['      await this.#flush();\n      return', '      return', 'the last rows stay in memory'],
    ],
  ),
  ...changes(
    'bundle/csv-writer.ts',
    ['extract/extract-all.test.ts'],
    [
      ['    this.#rows += rows;\n', '    this.#rows++;\n', 'rows of a thread are not counted'],
      [
        '    await this.#flush();\n    await this.#sink.write(block);',
        '    await this.#sink.write(block);',
        'the header stands behind the rows',
      ],
    ],
  ),
  ...changes(
    'bundle/hash-file.ts',
    ['bundle/hash-file.test.ts'],
    [
      [
        '      [piece, other] = [other, piece];\n',
        '',
        'of a large file the first piece is hashed again and again',
      ],
      ['piece.subarray(0, bytesRead)', 'piece', 'what is behind the end of a file is hashed'],
    ],
  ),
  ...changes(
    'bundle/csv-encoder.ts',
    ['bundle/csv-encoder.test.ts', 'bundle/csv.test.ts'],
    [
      [' || code === COMMA', '', 'a comma in a cell makes two cells of it'],
      [' || code === LF', '', 'a line break in a cell ends its row'],
      ['code === QUOTE || ', '', 'a quote in a cell opens one that never ends'],
      ['code >= DELETE', 'code > 0xff', 'é is written as a byte that is not UTF-8'],
      [
        '`"${cell.replaceAll(\'"\', \'""\')}"`',
        '`"${cell.replace(\'"\', \'""\')}"`',
        'of several quotes in a cell only the first is doubled',
      ],
      [
        'slice(from, to).replaceAll(',
        'slice(from, to).replace(',
        'of several quotes in a long cell only the first is doubled',
      ],
      ['(cell.codePointAt(from + SLICE - 1) ?? 0) > 0xffff', 'false', 'an emoji is cut in two'],
      [
        '      if (this.#length >= BLOCK) yield this.end();\n    }\n  }\n\n  /** What',
        '    }\n  }\n\n  /** What',
        'rows beyond a block are lost without a word',
      ],
      [
        'return length >= LONG_ROW;',
        'return length >= 8 * LONG_ROW;',
        'the end of a long row is lost without a word',
      ],
      [
        'if (row.length !== this.#width) {',
        'if (row.length > this.#width) {',
        'a row with too few cells is written',
      ],
    ],
  ),
  ...changes(
    'bundle/digest.ts',
    ['bundle/csv.test.ts', 'bundle/encrypted-file.test.ts'],
    [
      ['    this.#hash.update(data);\n', '', 'every file has the hash of an empty one'],
      ['    digester.add(piece);\n', '', 'an encrypted file is held against the hash of nothing'],
    ],
  ),
  ...changes(
    'bundle/file-sink.ts',
    ['bundle/csv.test.ts'],
    [['offset += bytesWritten;', 'offset = data.length;', 'a short write loses rows']],
  ),
  ...changes(
    'bundle/read-back.ts',
    ['bundle/staging.test.ts'],
    [
      ['sha256 !== written.sha256 || ', '', 'a hash that differs is believed'],
      [' || bytes !== written.bytes', '', 'a size that differs is believed'],
      [
        'if (rows !== written.rows) throw',
        'if (rows > written.rows) throw',
        'fewer rows than were written are believed',
      ],
      [
        'read.columns.join() !== columns.join()',
        'read.columns.length !== columns.length',
        'a header that differs is believed',
      ],
    ],
  ),
  ...changes(
    'bundle/read-back.ts',
    ['bundle/encrypted-file.test.ts'],
    [
      [
        '  if (seal) refuseOtherContent(file, digester, seal);\n',
        '',
        'another plain text is believed',
      ],
      [
        'digester.add(piece);\n  refuseOtherContent(file, digester, seal);',
        'digester.add(piece);',
        'another plain text is believed, unless all is read back',
      ],
      [
        '    else if (seal) await readSealed(file, seal);\n',
        '',
        'an encrypted file that nobody can open is published',
      ],
    ],
  ),
  ...changes(
    'bundle/encrypted-file.ts',
    ['bundle/encrypted-file.test.ts'],
    [
      [
        'await Promise.race([step, arrived])',
        'await step',
        'a full disk is told without its cause',
      ],
      ['await this.#writer.abort().catch(() => undefined);', '', 'a run that failed hangs'],
    ],
  ),
  ...changes(
    'bundle/findings-writer.ts',
    ['bundle/findings.test.ts'],
    [
      [
        '/^[=+\\-@\\t\\r\\n]/',
        '/^[=+\\t\\r\\n]/',
        'a cell that begins with - or @ runs as a formula',
      ],
      [
        'this.#showValues ? [...row, finding.value ?? null] : row',
        '[...row, finding.value ?? null].slice(0, this.#showValues ? 8 : 7).toReversed()',
        'cells stand under other headers',
      ],
      [
        'this.#listed += findings.length;',
        'this.#listed++;',
        'the manifest says of too few findings that they are listed',
      ],
    ],
  ),
  ...changes(
    'bundle/csv-reader.ts',
    ['bundle/csv.test.ts'],
    [
      ['fatal: true', 'fatal: false', 'bytes that are not UTF-8 become other characters'],
      ['refuseTwice(file, columns);', '', 'a column twice is read as one'],
      [
        'if (stat.isFile()) return;',
        'if (!stat.isDirectory()) return;',
        'a link or a device is opened',
      ],
      ["value === '' && !context.quoting ? null : value", 'value', 'an empty cell is a text'],
    ],
  ),
];
