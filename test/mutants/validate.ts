import { type Mutant, changes } from './mutant.ts';

export const validate: readonly Mutant[] = [
  ...changes(
    'validate/tally.ts',
    ['validate/tally.test.ts'],
    [
      [
        '++this.count <= LISTED_PER_RULE',
        '++this.count < LISTED_PER_RULE',
        'one finding too few is listed',
      ],
      ['count.field === field && ', '', 'fields are counted as one'],
      ['count.field === field && count.rule === rule', 'count.field === field', 'rules are one'],
    ],
  ),
  ...changes(
    'validate/key-hash.ts',
    ['validate/key-hash.test.ts'],
    [
      [
        'this.#seed = seed;',
        'this.#seed = new Uint32Array(4);',
        'a table of ids tells whose hash it is',
      ],
      ['const bytes = length * 2;', 'const bytes = 0;', 'zeros at the end make no other key'],
      [
        'at + 1 < length ? low |',
        'at + 1 < text.length ? low |',
        'blanks at the end of an id of odd length make another key',
      ],
    ],
  ),
  ...changes(
    'validate/key-records.ts',
    ['validate/key-runs.test.ts', 'validate/keys.test.ts'],
    [
      ['  settleTies(records, order);\n', '', 'keys that are alike in part are out of order'],
      [
        'word < ROW; word++) {\n    const order',
        'word < 1; word++) {\n    const order',
        'two keys of thousands of millions are taken for one',
      ],
      [
        'word < RECORD; word++) into',
        'word < ROW; word++) into',
        'findings of a large file name no row',
      ],
      ['shift < 32;', 'shift < 22;', 'most keys are out of order'],
      ['this.#next.fill(0)', 'this.#next', 'a second part is sorted by what the first counted'],
    ],
  ),
  ...changes(
    'validate/key-runs.ts',
    ['validate/key-runs.test.ts', 'validate/keys.test.ts'],
    [
      ['mode: 0o600', 'mode: 0o644', 'hashes of keys readable by others'],
      ['    this.#count = 0;\n', '', 'keys counted twice after a spill'],
      [
        "if (bytes === 0) throw new Error('a file of hashed keys was cut short');",
        'if (bytes === 0) return into.length;',
        'a run that was cut short is believed',
      ],
      ["? 'wx' : 'a'", "? 'wx' : 'w'", 'keys that were written are written over'],
      [
        '(start) => from + start * 4',
        '(start) => start * 4',
        'of a large file the first keys are read again and again',
      ],
      [
        '    this.#spill();\n    return { records: new',
        '    return { records: new',
        'the last keys of a large file are not compared',
      ],
      [
        '        at += readWhole',
        '        at = readWhole',
        'of a part only what was written last is compared',
      ],
      [') < part) from', ') <= part) from', 'keys are looked for in the wrong part'],
    ],
  ),
  ...changes(
    'validate/key-secret.ts',
    ['validate/keys.test.ts', 'validate/key-hash.test.ts'],
    [
      ['= randomBytes(32)', "= 'ssd'", 'masks of keys can be looked up in a table of ids'],
      [
        "createHmac('sha256', mask)",
        "createHmac('sha256', '')",
        'whoever has the hashes can make the masks',
      ],
      ['.slice(0, 12)', '.slice(0, 2)', 'different keys share a mask'],
    ],
  ),
  ...changes(
    'validate/first-rows.ts',
    ['validate/first-rows.test.ts'],
    [
      [
        '    this.count++;\n    const row = records[at + ROW] ?? 0;\n    if (row >= this.#end) return;',
        '    const row = records[at + ROW] ?? 0;\n    if (row >= this.#end) return;\n    this.count++;',
        'repeated keys beyond the first are not counted',
      ],
      [
        'this.#found.sort((a, b) => a.row - b.row).slice',
        'this.#found.slice',
        'the rows that are listed are none of the first',
      ],
    ],
  ),
  ...changes(
    'validate/gathered-keys.ts',
    ['validate/keys.test.ts', 'validators/unique.test.ts'],
    [
      [
        'hash.update(cell, lengthOf(cell));',
        'hash.update(cell.toUpperCase(), lengthOf(cell));',
        'case decides no uniqueness',
      ],
      [
        'hash.update(cell, lengthOf(cell));',
        'hash.update(cell, cell.length);',
        'keys with blanks behind them no longer meet',
      ],
      [
        'cell.charCodeAt(cell.length - 1) < 0x7f',
        'cell.charCodeAt(cell.length - 1) < 0xffff',
        'keys with a no-break space behind them no longer meet',
      ],
      ['`${length} ${cell.slice(0, length)}`', 'cell.slice(0, length)', '1+11 is 11+1'],
      [
        'isBlank(cell)) return false;\n    const',
        'isBlank(cell)) continue;\n    const',
        'half a key passes',
      ],
      ['unique || keyFields.has(field.name)', 'unique', 'foreign keys are never compared'],
    ],
  ),
  ...changes(
    'validate/object-validation.ts',
    ['validate/keys.test.ts', 'validators/unique.test.ts'],
    [
      ['} else if (isPrimary) {', '} else if (!isPrimary) {', 'an empty primary key passes'],
      [
        '        this.#primary.words.fill(0);\n',
        '',
        'a row without a key is told under the key of the row before it',
      ],
      [
        'const key = high === 0 && low === 0 ? null : showMask',
        'const key = showMask',
        'a row without a key is told under a key that there is none of',
      ],
      [
        'value: this.#facts.showValues ? cell : undefined',
        'value: cell',
        'values of children in findings',
      ],
      ['if (this.#facts.showValues) {', 'if (!this.#facts.showValues) {', 'ids in findings'],
      ['key: this.#nameKey(row),', 'key: null,', 'findings without the key of their row'],
      ['      if (rule) this', "      if (rule === 'primary-key') this", 'unique is never asked'],
    ],
  ),
  ...changes(
    'validate/object-validation.ts',
    ['validate/first-rows.test.ts'],
    [
      [
        'count.count += found.count;',
        'count.count += found.first().length;',
        'of repeated keys only the listed are counted',
      ],
    ],
  ),
  ...changes(
    'validate/object-validation.ts',
    ['validate/tally.test.ts'],
    [
      [
        'const value = this.#facts.showValues ? text : undefined;',
        'const value = text;',
        'words of forms in findings',
      ],
      ['total.count += count;', 'total.count++;', 'a thousand cells of one text count as one'],
    ],
  ),
  ...changes(
    'validate/object-validation.ts',
    ['validate/tally.test.ts'],
    [
      [
        'of isBlank(cell) ? ofEmpty : checks',
        'of isBlank(cell) ? [] : checks',
        'a cell that has to be filled is never missed',
      ],
    ],
  ),
  ...changes(
    'validate/validation.ts',
    ['validate/keys.test.ts', 'validate/tally.test.ts'],
    [
      [
        'if (!this.#options.complete.has(link.parent.object)) continue;',
        '',
        'every child of an object that was left out is an orphan',
      ],
      [
        'compareHashes(parents, parent, children, child) < 0) {',
        'compareHashes(parents, parent, children, child) <= 0) {',
        'children whose parent is there are orphans',
      ],
      [
        'if (!found) orphans.add',
        'if (!found && parent < parents.length) orphans.add',
        'orphans behind the last parent are missed',
      ],
      [
        'fs.rmSync(this.#dir, { recursive: true, force: true });',
        '',
        'hashes of keys are left on the disk',
      ],
      [
        'this.#orphans.get(child.object) ?? new Tally',
        'new Tally',
        'of two links of an object only the orphans of one are told',
      ],
      [
        'if (listed.length > 0) await this.#options.findings.write(listed);',
        '',
        'orphans are counted, and never named',
      ],
    ],
  ),
  ...changes(
    'validate/validation.ts',
    ['run/validate-folder.test.ts'],
    [
      [
        'if (outcome.findings.length > 0) await this.#options.findings.write(outcome.findings);',
        '',
        'findings are counted, and never named',
      ],
    ],
  ),
  ...changes(
    'validate/check-header.ts',
    ['validate/check-header.test.ts'],
    [
      [
        'if (missing.length > 0 || unknown.length > 0) return [...missing, ...unknown];',
        'if (missing.length > 0) return missing;',
        'an unknown column passes',
      ],
      ["severity: 'warning',", "severity: 'error',", 'columns in another order are an error'],
      [
        'field: string, message: string): Finding => ({\n    object: object.name,\n    row: 0,',
        'field: string, message: string): Finding => ({\n    object: object.name,\n    row: 1,',
        'a fault of the header is told of a row',
      ],
    ],
  ),
  ...changes(
    'validate/type-check.ts',
    ['validate/types.test.ts'],
    [
      ["moment < '1900-01-02'", "moment < '1900-01-01'", '1900-01-01 passes for a date'],
      [
        "moment >= '9999'",
        "moment > '9999-12-31T00:00:00'",
        'the last day of time passes for a date',
      ],
      ["&& field.type !== 'list'", '', 'a bad list is told twice'],
      [
        "add('type', 'this is no date', (text) => parseMoment(text) !== null);",
        "add('type', 'this is no date', (text) => !Number.isNaN(Date.parse(text)));",
        'dates of other countries pass',
      ],
      [
        'text.length <= size || characters(text) <= size',
        'text.length <= size',
        'an emoji counts twice',
      ],
      ['[+-]?\\d+\\s*$/.test(text)', '[+-]?\\d+/.test(text)', '1.5 passes for a whole number'],
      [
        '(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?\\s*$/',
        '(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?/',
        '0x1 passes for a number',
      ],
      ['([01yn]|true|false)', '([01yn]|yes|no|true|false)', 'yes passes for a boolean'],
    ],
  ),
  ...changes(
    'validate/row-checks.ts',
    ['validate/keys.test.ts', 'validators/conditional.test.ts'],
    [
      [
        "use.name !== 'unique' && !(alone && ownRule.includes(use.name))",
        "use.name !== 'unique'",
        'a missing key is told twice',
      ],
      [
        "case 'datetime':\n      return 'moment'",
        "case 'datetime':\n      return 'text'",
        'dates of two forms compare as texts',
      ],
    ],
  ),
];
