import { type Mutant, changes } from './mutant.ts';

export const bundle: readonly Mutant[] = [
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
    'bundle/staging.ts',
    ['bundle/publishing.test.ts'],
    [
      ['await syncFolder(this.dir);', '', 'names of files may be lost with the power'],
      ['await this.#compare(manifest, text);', '', 'what changed in staging is published'],
      [
        'await this.#compare(manifest, text);\n      await this.#stillAllowed();',
        'await this.#compare(manifest, text);',
        'a run that lost its lock publishes',
      ],
      [
        'verified?.rows !== rows ||',
        'verified === undefined ||',
        'rows that were not read back are listed',
      ],
      [
        'verified.columns.join() !== columns.join()',
        'verified.columns.length !== columns.length',
        'columns that were not read back are listed',
      ],
      [
        'if (written !== text) faults.push(`${MANIFEST} is not as it was written`);',
        '',
        'a manifest that changed in staging is published',
      ],
      [
        'await this.#stillAllowed();\n    return publishingError',
        'return publishingError',
        'a lost lock is told as a fault of the disk',
      ],
    ],
  ),
  ...changes(
    'bundle/staging.ts',
    ['bundle/staging.test.ts'],
    [
      ['await refuseExisting(bundle);', '', 'an empty folder of the name is replaced'],
      [
        'await fs.mkdir(dir, { mode: 0o700 });',
        'await fs.mkdir(dir, { mode: 0o755 });',
        'staging is open to others',
      ],
      [
        'await readBack(partial, { columns, written, seal: writer.seal }, this.#verify);',
        '',
        'a file is not read back',
      ],
      [
        'path.dirname(file) === path.resolve(this.dir) && path.basename(file) === name',
        "file !== ''",
        'a name of the spec leads out of the folder',
      ],
      [
        'await readBack(path.join(this.dir, file), { columns, written, seal }, this.#verify);',
        '',
        'findings are not read back',
      ],
      [
        'await readBack(this.#inside(file), { columns, written, seal: writer.seal }, this.#verify);',
        '',
        'the list of unmapped texts is not read back',
      ],
    ],
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
    'bundle/staging.ts',
    ['bundle/staging.test.ts', 'bundle/encrypted-file.test.ts'],
    [
      [
        'rows.map((row) => row.map(harmless))',
        'rows',
        'a text of a form runs as a formula in the list of unmapped texts',
      ],
      [
        "['others'][number]> {\n    const file = this.#sealed.nameOf(name);\n    const { recipients } = this.#sealed;",
        "['others'][number]> {\n    const file = this.#sealed.nameOf(name);\n    const recipients: string[] = [];",
        'the list of unmapped texts is in the clear beside encrypted files',
      ],
    ],
  ),
  ...changes(
    'bundle/staging.ts',
    ['bundle/encrypted-file.test.ts'],
    [
      [
        'if (file === name) return this.text(name, content);',
        'return this.text(name, content);',
        'the report of an encrypted bundle is in the clear',
      ],
      [
        '{ ...options, recipients: this.#sealed.recipients }',
        'options',
        'findings are in the clear',
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
    'bundle/latest.ts',
    ['bundle/publishing.test.ts'],
    [
      ['if (partial) {', "if (bundle === '') {", 'LATEST names a partial bundle'],
      [
        'await syncFolder(outDir);\n    await writeDurably',
        'await writeDurably',
        'LATEST may name a bundle that is lost with the power',
      ],
      [
        'if (!stat?.isDirectory()) return;',
        'return;',
        'a folder LATEST is found after hours of work',
      ],
    ],
  ),
  ...changes(
    'bundle/kept-staging.ts',
    ['bundle/kept-staging.test.ts'],
    [
      ['!folder.isDirectory() || ', '', 'another folder is taken through a link'],
      [
        '      await this.#tidy();\n      await this.#writeAll();',
        '      await this.#writeAll();',
        'findings and half files are kept',
      ],
      ['      await fs.chmod(this.#dir, 0o700);\n', '', 'what is kept is open to the group'],
      ['    if (size === 0) return 0;\n', '', 'a folder of nothing is kept'],
    ],
  ),
  ...changes(
    'bundle/sweep.ts',
    ['bundle/kept-staging.test.ts'],
    [
      [' || name.startsWith(FAILED_PREFIX)', '', 'what a failed run kept is never removed'],
      [' && name !== except', '', 'what is gone on with is removed'],
    ],
  ),
  ...changes(
    'bundle/sweep.ts',
    ['bundle/publishing.test.ts'],
    [
      [' || name.startsWith(LATEST_DRAFT)', '', 'drafts of LATEST are left'],
      [
        'name.startsWith(SWEPT_PREFIX) ||',
        '',
        'children are left on the disk after a sweep that was cut',
      ],
    ],
  ),
  ...changes(
    'bundle/verify-bundle.ts',
    ['bundle/staging.test.ts'],
    [
      ['found === rows ? faults', 'found >= rows ? faults', 'more rows than listed pass'],
      ['found === rows ? faults', 'found <= rows ? faults', 'fewer rows than listed pass'],
      [
        "csv.columns.join('\\n') !== columns.join('\\n')",
        'csv.columns.length !== columns.length',
        'another header passes',
      ],
    ],
  ),
  ...changes(
    'bundle/compare-files.ts',
    ['bundle/staging.test.ts'],
    [
      [
        'return found.sha256 === sha256 ? [] :',
        'return found.bytes === bytes ? [] :',
        'a changed byte passes',
      ],
      [
        '.filter((name) => !names.has(name))',
        '.filter((name) => name === "")',
        'a file too many passes',
      ],
      [
        'if (!entry.isFile()) return [`${name} is not a regular file`];',
        '',
        'a link leads elsewhere',
      ],
      [
        'if (present.get(MANIFEST)?.isFile() === false) ',
        'if (present.get(MANIFEST)?.isDirectory()) ',
        'the manifest is a link that leads elsewhere',
      ],
    ],
  ),
  ...changes(
    'bundle/manifest.ts',
    ['bundle/staging.test.ts'],
    [
      [
        'format: z.literal(1)',
        'format: z.number()',
        'a manifest of another format is read as ours',
      ],
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
  ...changes(
    'bundle/publishing-errors.ts',
    ['bundle/publishing.test.ts'],
    [
      [
        'return inside || DISK_FAULTS.has(code) ?',
        'return inside ?',
        'a full disk is told as a fault of ours',
      ],
      [
        "const DISK_FAULTS = new Set(['ENOSPC',",
        "const DISK_FAULTS = new Set(['ECONNRESET', 'ENOSPC',",
        'a lost connection is told as a fault of the disk',
      ],
    ],
  ),
];
