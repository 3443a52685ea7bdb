import type { ValidatorUse } from '../../spec/model.ts';
import { evaluate } from '../expression/evaluate.ts';
import { parseExpression } from '../expression/parse.ts';
import type { Validator } from '../validator.ts';

/**
 * Applies another validator to the rows for which an expression holds; see `../expression/parse.ts`
 * for its grammar.
 */
export const conditional: Validator = {
  name: 'conditional',
  prepare: (use, context) => {
    const parsed = parseExpression(String(use.args['expression']));
    // A bad expression is a problem of the spec, told when it is loaded.
    if (!parsed.ok) return () => null;
    const check = context.prepare(use.args['validation'] as ValidatorUse);
    const holds = evaluate(parsed.expression, context);
    return (cell, row) => {
      const message = holds(row) ? check(cell, row) : null;
      return message === null ? null : `${message} (when ${String(use.args['expression'])})`;
    };
  },
};
