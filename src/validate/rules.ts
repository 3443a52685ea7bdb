import type { Severity } from './face.ts';

/**
 * Every rule that a finding can name: the nine validators of the standard, and what the runner
 * checks besides.
 */
export const RULES = {
  required: { severity: 'error', meaning: 'the value is there and is not blank' },
  unique: { severity: 'error', meaning: 'the value occurs once in the file' },
  notnull: { severity: 'error', meaning: 'the value is there' },
  notblank: { severity: 'error', meaning: 'the value is not empty or blank' },
  dimension: { severity: 'error', meaning: 'the value is in its code set' },
  date_after: { severity: 'error', meaning: 'the date is not before another date of the row' },
  character_limit: { severity: 'error', meaning: 'the text has no more characters than allowed' },
  count_min: { severity: 'error', meaning: 'the list has enough entries' },
  conditional: { severity: 'error', meaning: 'a rule that holds under a condition' },
  type: { severity: 'error', meaning: "the value is of the field's type" },
  json: { severity: 'error', meaning: 'the text is valid JSON' },
  size: { severity: 'error', meaning: 'the text fits the size that the standard declares' },
  'primary-key': { severity: 'error', meaning: 'the key is filled, and unique in the file' },
  'foreign-key': { severity: 'warning', meaning: "the key is that of a row in the parent's file" },
  'sentinel-date': {
    severity: 'warning',
    meaning: 'the date is real, not a stand-in such as 1900-01-01',
  },
  header: { severity: 'error', meaning: 'the columns are those of the standard' },
} as const satisfies Record<string, { severity: Severity; meaning: string }>;

export type RuleCode = keyof typeof RULES;
