import type { Rule } from '../validators/validator.ts';
import { VALIDATORS, VALIDATOR_NAMES, type ValidatorName } from '../validators/index.ts';

/** What the runner checks besides the validators: type, size, keys and header. */
const OWN_RULES = {
  type: { severity: 'error', meaning: "the value is of the field's type" },
  json: { severity: 'error', meaning: 'the text is valid JSON' },
  size: { severity: 'error', meaning: 'the text fits the size that the standard declares' },
  'primary-key': { severity: 'error', meaning: 'the key is filled, and unique in the file' },
  'foreign-key': { severity: 'warning', meaning: "the key is that of a row in the parent's file" },
  'sentinel-date': {
    severity: 'warning',
    meaning: 'the date is real, not a stand-in such as 1900-01-01',
  },
  'unforeseen-type': {
    severity: 'warning',
    meaning:
      'the column in the CMS is of a type that is known; others come as the database shows them',
  },
  'unmapped-code': {
    severity: 'warning',
    meaning: 'the value is a national code, or a crosswalk knows which it stands for',
  },
  header: { severity: 'error', meaning: 'the columns are those of the standard' },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleCode = ValidatorName | keyof typeof OWN_RULES;

/** Every rule that a finding can name: one for each validator, and the runner's own. */
export const RULES: Readonly<Record<RuleCode, Rule>> = {
  ...(Object.fromEntries(VALIDATOR_NAMES.map((name) => [name, VALIDATORS[name].rule])) as Record<
    ValidatorName,
    Rule
  >),
  ...OWN_RULES,
};
