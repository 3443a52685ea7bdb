import { type Mutant, changes } from './mutant.ts';

export const bundle: readonly Mutant[] = [
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
