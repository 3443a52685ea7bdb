import { type Mutant, changes } from './mutant.ts';

export const protect: readonly Mutant[] = [
  ...changes(
    'protect/pseudonyms.ts',
    ['protect/pseudonyms.test.ts'],
    [
      ['\\0${domain}\\0', '\\0', 'a worker and a child with the same number share a pseudonym'],
      ['${domain}\\0', '${domain}', 'the end of a kind is the beginning of an id'],
      ['${id.trimEnd()}', '${id}', 'keys with blanks behind them no longer meet'],
      ['if (bytes < KEY_BYTES)', 'if (bytes < 8)', 'a key that can be guessed'],
    ],
  ),
  ...changes(
    'protect/pseudonymise.ts',
    ['protect/pseudonymise.test.ts'],
    [
      [
        'return change ? change(cell) : null;',
        'return change ? change(cell) : cell;',
        'names leave',
      ],
      ['cell === null || isBlank(cell)', 'cell === null', 'no one becomes a person'],
    ],
  ),
  ...changes(
    'protect/coarser.ts',
    ['protect/coarser.test.ts'],
    [
      [".replaceAll(/\\d/g, '0')", '', 'the time of birth leaves'],
      ['if (parseMoment(plain) === null) return null;', '', 'text in place of a date leaves'],
      ['isCode(value) ? value : null', 'value', 'comments leave in flags'],
      ['.filter(isCode)', '', 'comments leave in lists'],
    ],
  ),
  ...changes(
    'protect/check-treatments.ts',
    ['protect/treatments.test.ts'],
    [
      ['...tornKeys(yaml, treatments, spec),', '', 'keys no longer join'],
      ['characters > room', 'characters > room + 1', 'a pseudonym is longer than its field'],
    ],
  ),
  ...changes(
    'protect/recipient.ts',
    ['protect/recipient.test.ts'],
    [
      ['return other === -1', 'return other !== -2', 'a weak recipient undoes a strong one'],
      ["if (text.startsWith('ssh-'))", "if (text === 'ssh-')", 'an ssh key is told as a slip'],
    ],
  ),
];
