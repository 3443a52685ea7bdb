import { type Mutant, changes } from './mutant.ts';

/** A bundle as a database: what a query reaches, what a conversion makes. */
export const analyse: readonly Mutant[] = [
  ...changes(
    'analyse/engine.ts',
    ['analyse/query.test.ts'],
    [
      [
        "  await connection.run('SET enable_external_access = false');\n",
        '',
        'a query reads any file of the machine',
      ],
      [
        "  await connection.run('SET lock_configuration = true');\n",
        '',
        'a query unlocks what was locked',
      ],
      [
        "      allow_persistent_secrets: 'false',\n",
        '',
        'a query leaves secrets in the home folder',
      ],
      [
        '        await aside.remove();\n      },',
        '      },',
        'rows are left in a temporary folder',
      ],
    ],
  ),
  ...changes(
    'analyse/ask-bundle.ts',
    ['analyse/query.test.ts'],
    [
      [
        'if (statement.statementType !== StatementType.SELECT) throw notOneSelect();',
        '',
        'a query writes over the files of the bundle',
      ],
      [
        'if (statements.count !== 1) throw notOneSelect();',
        '',
        'of two statements one is passed over',
      ],
      [
        'if (await turnsOnLog(connection, sql)) throw logsElsewhere();',
        '',
        'a query ends the whole process',
      ],
      [
        '      await engine.lock([...bundle.tables.map(({ file }) => file), ...writable]);\n',
        '',
        'DuckDB is never locked',
      ],
      [
        'engineFault(error, { asking: true })',
        "engineFault(error, { writing: 'x' })",
        'a slip in a query is told as a fault of the disk',
      ],
    ],
  ),
  ...changes(
    'analyse/engine-fault.ts',
    ['analyse/query.test.ts'],
    [
      [
        'message.trimEnd() : withoutValues(firstLine(message))',
        'message.trimEnd() : firstLine(message)',
        'a cell of a child is in a message',
      ],
      [
        '(?:Parser|Binder|Catalog|',
        '(?:Parser|Binder|Conversion|Catalog|',
        'a cell that could not be cast is in a message',
      ],
    ],
  ),
  ...changes(
    'analyse/open-bundle.ts',
    ['analyse/query.test.ts'],
    [
      [
        'if (faults.length > 0) throw notWhole(dir, faults);',
        '',
        'a bundle that was changed is believed',
      ],
      [
        'if (manifest.encrypted) throw encrypted(dir);',
        '',
        'an encrypted bundle is told as broken',
      ],
    ],
  ),
  ...changes(
    'analyse/column-types.ts',
    ['analyse/query.test.ts'],
    [
      [
        "`CASE WHEN regexp_full_match(${cell}, '[+-]?[0-9]+') THEN TRY_CAST(${cell} AS BIGINT) END`",
        '`TRY_CAST(${cell} AS BIGINT)`',
        '1.5 is rounded to 2',
      ],
      [
        "column.british ? '%d/%m/%Y' : '%Y-%m-%d'",
        "column.british ? '%m/%d/%Y' : '%Y-%m-%d'",
        'British dates are read as American',
      ],
    ],
  ),
  ...changes(
    'analyse/answer.ts',
    ['analyse/query.test.ts'],
    [
      [' && Number.isSafeInteger(Number(cell))', '', 'digits of a long number are lost'],
      [
        'result.deduplicatedColumnNames()',
        'result.columnNames()',
        'of two columns of one name one is lost',
      ],
    ],
  ),
  ...changes(
    'analyse/new-file.ts',
    ['analyse/new-file.test.ts'],
    [
      ['  await refuseThere(full, force, option);\n', '', "somebody's file is written over"],
      ['if (force && isFile) return;', 'if (force) return;', 'a folder is replaced by force'],
      ['0o700 : 0o600', '0o755 : 0o644', 'what was made is open to others'],
      [
        '    await fs.rm(dir, { recursive: true, force: true, maxRetries: 5 });\n',
        '',
        'half a conversion is left beside its place',
      ],
    ],
  ),
  ...changes(
    'analyse/convert-bundle.ts',
    ['analyse/convert.test.ts', 'analyse/pseudonymise.test.ts'],
    [
      ['  refuseInside(original.dir, out);\n', '', 'a conversion breaks the bundle that it is of'],
      [
        'bundle = await pseudonymisedCopy(',
        'await pseudonymisedCopy(',
        'names leave in a conversion',
      ],
    ],
  ),
  ...changes(
    'analyse/pseudonymised-bundle.ts',
    ['analyse/pseudonymise.test.ts'],
    [
      ['row.with(key, null)', 'row', 'keys of the CMS leave with the findings'],
      ['rows.filter(isKept)', 'rows', 'names leave with the texts of no code'],
      ['  refuseOtherSpec(original, description, spec);\n', '', 'a description of other columns'],
    ],
  ),
  ...changes(
    'analyse/copy-csv.ts',
    ['analyse/pseudonymise.test.ts'],
    [['      refuseStopped(signal);\n', '', 'a stopped conversion goes on']],
  ),
  ...changes(
    'analyse/pseudonymised-copy.ts',
    ['analyse/pseudonymise.test.ts'],
    [
      [
        'change: (rows) => rows.map(change)',
        'change: (rows) => rows',
        'names leave in a conversion',
      ],
      ['codes: [] };', 'codes: column.codes };', 'a field of pseudonyms is told to hold codes'],
      [
        '  refusePseudonymised(manifest);\n',
        '',
        'pseudonyms of pseudonyms, which join with nothing',
      ],
    ],
  ),
  ...changes(
    'analyse/xlsx-sheet.ts',
    ['analyse/xlsx-sheet.test.ts'],
    [
      [
        "    case 'text':\n    case 'list':",
        "    case 'text':\n      return isExact(text) ? `<c><v>${text}</v></c>` : textXml(text);\n    case 'list':",
        'zeros before an id are lost',
      ],
      [
        "replace(/\\D/g, '').length <= 15",
        "replace(/\\D/g, '').length <= 30",
        'Excel rounds long ids',
      ],
      ['  if (serial < FIRST) return undefined;\n', '', 'dates before March 1900 are a day off'],
      ['  if (Number(year) < 1900) return undefined;\n', '', 'the year 24 is told as 1924'],
      [' || parseMoment(text) === null', '', '30 February is told as 1 March'],
      [
        'const [year, day] = british ? [last, first] : [first, last];',
        'const [year, day] = [first, last];',
        'British dates are other dates',
      ],
      ["'&': '&amp;', '<'", "'<'", 'a workbook that Excel cannot open'],
    ],
  ),
  ...changes(
    'analyse/write-xlsx.ts',
    ['analyse/convert.test.ts'],
    [
      [
        'if (rows < MOST_ROWS) return;',
        'if (rows <= MOST_ROWS) return;',
        'the last row is not in the sheet',
      ],
      [
        "      parts.on('error', (error) => zip.emit('error', error));\n",
        '',
        'a workbook that is refused never ends',
      ],
      [
        'if (text !== null && text.length > MOST_CHARACTERS) throw tooLongCell(object, column);',
        '',
        'a cell that Excel cuts off',
      ],
    ],
  ),
  ...changes(
    'analyse/with-tables.ts',
    ['analyse/convert.test.ts'],
    [
      [
        '.filter(({ count }) => count > 0)',
        '.filter(({ count }) => count > 1)',
        'a cell that became null is not told',
      ],
    ],
  ),
  ...changes(
    'analyse/write-duckdb.ts',
    ['analyse/convert.test.ts'],
    [
      [
        '    await connection.run(`DROP SCHEMA ${SOURCE.text} CASCADE`);\n',
        '',
        'views of files that nobody else has',
      ],
    ],
  ),
];
