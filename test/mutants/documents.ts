import { type Mutant, changes } from './mutant.ts';

/** What is made for readers. */
export const documents: readonly Mutant[] = [
  ...changes(
    'documents/write-dictionary.ts',
    ['documents/dictionary.test.ts'],
    [
      ['if (taken.length > 0) throw notOurs(dir, taken);', '', "somebody's page is written over"],
      [
        'of ours.filter((file) => !pages.has(file))',
        'of [...ours, ...foreign].filter((file) => !pages.has(file))',
        "somebody's pages are removed",
      ],
    ],
  ),
  ...changes(
    'documents/explain.ts',
    ['documents/dictionary.test.ts'],
    [
      [
        '...(standard\n',
        '...(standard && overrides.length > 99\n',
        'what a site has changed is told as the standard',
      ],
      [
        '...(foreignKey ? [',
        '...(foreignKey && primaryKey ? [',
        'nobody is told what a key refers to',
      ],
    ],
  ),
  ...changes(
    'documents/explanations.ts',
    ['documents/errors.test.ts'],
    [
      [
        'code.startsWith(entry.code.slice(0, -1))',
        'code.includes(entry.code.slice(1, -1))',
        'a code is explained as another',
      ],
      [
        'if (value === undefined || twice.length > 0) {',
        'if (value === undefined) {',
        'a code has two explanations',
      ],
    ],
  ),
  ...changes(
    'documents/words/conditions.ts',
    ['documents/conditions.test.ts'],
    [
      [
        'return part.kind === kind && part.of.length > 1 ? `(${text})` : text;',
        'return text;',
        'a condition in words means another one',
      ],
      ["at_most: 'is on or before',", "at_most: 'is before',", 'a mapping in words is a day off'],
    ],
  ),
];
