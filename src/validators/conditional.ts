import { didYouMean } from '../problems/suggest.ts';
import { evaluate } from './expression/evaluate.ts';
import { fieldsIn } from './expression/expression.ts';
import { parseExpression } from './expression/parse.ts';
import type { NestedUse, Validator } from './validator.ts';

/**
 * Applies another validator to the rows for which an expression holds; see `expression/parse.ts`
 * for its grammar.
 */
export const conditional: Validator = {
  argument: { name: 'expression', kind: 'conditional' },
  rule: { severity: 'error', meaning: 'a rule that holds under a condition' },
  aboutOneCell: false,
  findFaults: (args, { object, fields }) => {
    const source = String(args['expression']);
    const parsed = parseExpression(source);
    if (!parsed.ok) {
      return [
        {
          code: 'bad-expression',
          message: `${parsed.message}, at character ${parsed.position + 1} of "${source}"`,
          hint: 'the grammar is in docs/validation.md',
        },
      ];
    }
    return fieldsIn(parsed.expression)
      .filter((name) => !fields.includes(name))
      .map((name) => ({
        code: 'unknown-field',
        message: `the expression names "${name}", which ${object} does not have`,
        hint: didYouMean(name, fields),
      }));
  },
  prepare: (args, context) => {
    const parsed = parseExpression(String(args['expression']));
    // A bad expression is a problem of the spec, reported when it is loaded.
    if (!parsed.ok) return () => null;
    const check = context.prepare(args['validation'] as NestedUse);
    const holds = evaluate(parsed.expression, context);
    return (cell, row) => {
      const message = holds(row) ? check(cell, row) : null;
      return message === null ? null : `${message} (when ${String(args['expression'])})`;
    };
  },
};
