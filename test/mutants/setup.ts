import { type Mutant, changes } from './mutant.ts';

/** How a site file comes to be. */
export const setup: readonly Mutant[] = [
  ...changes(
    'setup/write-new-files.ts',
    ['setup/new-site.test.ts'],
    [
      ['if (!force) refuseExisting(files);', '', 'a site file that was worked on is written over'],
      ['mode: 0o600', 'mode: 0o644', 'a password file that others read'],
    ],
  ),
  ...changes(
    'setup/password-place.ts',
    ['setup/new-site.test.ts'],
    [
      [
        "if (kind === 'env' && /^[A-Za-z_]\\w*$/.test(name))",
        "if (kind === 'env')",
        'a password goes for the name of a variable',
      ],
    ],
  ),
  ...changes(
    'setup/first-site.ts',
    ['setup/new-site.test.ts'],
    [
      [
        "entry('window_years', Number(windowYears))",
        "entry('window_years', 6)",
        'the window is not the one that was said',
      ],
      ["    entry('port', port),\n", '', 'another server is asked than was said'],
    ],
  ),
  ...changes(
    'setup/import-site.ts',
    ['setup/import.test.ts'],
    [
      [
        'const [schema, database] = parts.reverse();',
        'const [database, schema] = parts.reverse();',
        'the schema is taken for the database',
      ],
      [
        'years >= 1 && years <= 30',
        'years >= 0 && years <= 300',
        'a window that the loader refuses',
      ],
      [
        'if (column.fault !== undefined) note(path, column.fault, column.hint);',
        'if (column.fault !== undefined) continue;',
        'a column that is not carried over is not told',
      ],
      ['!isPlaceholder(value)', "value !== ''", 'an example is taken for a column'],
    ],
  ),
  ...changes(
    'setup/import-column.ts',
    ['setup/import.test.ts'],
    [
      [
        'if (others.length === 0) return alias;',
        'return alias;',
        'a field comes from the wrong of two joins',
      ],
      [
        'if (misfit === undefined) return imported;',
        'return imported;',
        'a site file that our own loader refuses',
      ],
    ],
  ),
  ...changes(
    'setup/left-over.ts',
    ['setup/import.test.ts'],
    [
      ['  noteUnknownSettings(config, note);\n', '', 'a setting that nobody knows is dropped'],
      ['  noteSkippedObjects(config, planSet, note);\n', '', 'an object that was left out is read'],
    ],
  ),
];
