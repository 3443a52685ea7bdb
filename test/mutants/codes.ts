import { type Mutant, changes } from './mutant.ts';

export const codes: readonly Mutant[] = [
  ...changes(
    'codes/code-book.ts',
    ['codes/translation.test.ts', 'codes/site-codes.test.ts'],
    [
      [
        '...old, ...texts, ...today, ...own.flatMap((walk) => [...walk])',
        '...own.flatMap((walk) => [...walk]), ...old, ...texts, ...today',
        "national words go before the authority's own",
      ],
      [
        'now === undefined || others.length > 0 ? []',
        'now === undefined ? []',
        'a code that was split in two becomes the first of them',
      ],
      ['|(\\d+)\\s*[-–:.)]\\s)/', '|(\\d+)\\s*[-–:.)]?\\s)/', '"2 children" becomes the code 2'],
      ['(?:\\s|[-–:.)]\\s*)|', ')|', '"2another" becomes the code 2A'],
      [
        'known: book.codes, leading: new Map()',
        'known: book.known, leading: book.leading',
        'rows that were translated before are translated anew',
      ],
    ],
  ),
  ...changes(
    'codes/code-set.ts',
    ['codes/translation.test.ts', 'codes/site-codes.test.ts'],
    [
      ['text.trimEnd().toUpperCase()', 'text.trimEnd()', 'capitals keep a text from its code'],
      ['text.trimEnd().toUpperCase()', 'text.toUpperCase()', 'blanks keep a text from its code'],
    ],
  ),
  ...changes(
    'codes/translation.ts',
    ['codes/translation.test.ts'],
    [
      [
        '(changed ??= [...row])[column.at]',
        '(changed ??= [])[column.at]',
        'the other cells are lost',
      ],
      [
        'const codes = new Set(entries.map((entry) => this.#code(entry)));',
        'const codes = entries.map((entry) => this.#code(entry));',
        'a code stands twice in a list',
      ],
      [
        '    this.#count(text);\n    return text;',
        '    return text;',
        'what is no code is not told',
      ],
      ['return text;\n  }\n\n  #count', "return '';\n  }\n\n  #count", 'what is no code is lost'],
      [
        'if (known) known.count++;',
        'if (known) return;',
        'a text is counted once for all its cells',
      ],
      ['    else this.#beyond++;\n', '', 'texts beyond the most are not counted'],
    ],
  ),
  ...changes(
    'codes/site-codes.ts',
    ['codes/site-codes.test.ts'],
    [
      [
        "return setting['use'] !== 'as_held';",
        'return true;',
        'cells are translated though the site says as they are held',
      ],
      [
        '[walks.get(set.name), walks.get(field)]',
        '[walks.get(field), walks.get(set.name)]',
        'the crosswalk of a set goes before that of a field',
      ],
      [
        'return proposal ? undefined : code;',
        'return code;',
        'a proposal that nobody has looked at maps',
      ],
      [
        'if (before) this.#refuseSecond(path, text, before);',
        '',
        'of two codes for a text the last one wins without a word',
      ],
    ],
  ),
  ...changes(
    'codes/load-code-sets.ts',
    ['codes/sets.test.ts'],
    [
      [
        'if (owner !== code) return `',
        'if (owner === undefined) return `',
        'a text is two codes, and becomes the last',
      ],
    ],
  ),
  ...changes(
    'codes/propose.ts',
    ['codes/translation.test.ts'],
    [['const LEAST = 0.5;', 'const LEAST = 0;', 'a proposal that has nothing to do with a text']],
  ),
  ...changes(
    'codes/write-crosswalk.ts',
    ['codes/national-run.test.ts'],
    [["const PROPOSED = '?';", "const PROPOSED = '';", 'a proposal maps before it is looked at']],
  ),
];
