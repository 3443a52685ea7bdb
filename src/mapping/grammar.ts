import type { Grammar } from './cursor.ts';
import { parseConditions } from './parse-condition.ts';
import { parseExistsRows } from './parse-rows.ts';
import { parseValue } from './parse-value.ts';

/** The parsers that nest in one another, tied together. */
export const grammar: Grammar = {
  value: parseValue,
  conditions: parseConditions,
  existsRows: parseExistsRows,
};
