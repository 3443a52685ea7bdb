import type { NestedUse } from '../../validators/validator.ts';
import type { ValidatorName } from '../../validators/index.ts';
import { listed, named } from './said.ts';

/** What a use of a validator asks of the value, as a sentence; undefined when switched off. */
export function sayValidator({ name, args }: NestedUse): string | undefined {
  if (args['enabled'] === false) return undefined;
  return SPOKEN[name as ValidatorName](args);
}

const SPOKEN: Readonly<Record<ValidatorName, (args: NestedUse['args']) => string>> = {
  required: () => 'Must be there and hold more than white space.',
  unique: () => 'Must occur once in the file.',
  notnull: () => 'Must be there; an empty text is a value.',
  notblank: () => 'Must hold more than white space, when it is there.',
  dimension: (args) => `Must be one of the code set ${named(String(args['category_id']))}.`,
  date_after: (args) =>
    `Must not be before ${listed(
      [args['field_id']].flat().map((field) => named(String(field))),
      'or',
    )}.`,
  character_limit: (args) => `Must have at most ${String(args['characters'])} characters.`,
  count_min: (args) => `Must have at least ${String(args['number'])} entries.`,
  conditional: (args) => {
    const inner = sayValidator(args['validation'] as NestedUse);
    return `In rows where ${named(String(args['expression']))}: ${inner ?? 'nothing is asked.'}`;
  },
};
