import type { Grammar } from './context.ts';
import { parseConditions } from './parse-condition.ts';
import { parseExistsRows } from './parse-rows.ts';

/** The parsers that nest in one another, tied together. */
export const grammar: Grammar = { conditions: parseConditions, existsRows: parseExistsRows };
