import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { Spec, SpecObject, ValidatorUse } from '../spec/model.ts';
import { fieldsIn, parseExpression } from './expression/parse.ts';

/** Checks the expressions of `conditional`: their grammar, and the fields that they name. */
export function checkSpecRules(spec: Spec): Problem[] {
  return spec.objects.flatMap((object) =>
    object.fields.flatMap((field) =>
      field.validators
        .filter((use) => use.name === 'conditional')
        .flatMap((use) => checkConditional(object, field.name, use)),
    ),
  );
}

function checkConditional(object: SpecObject, field: string, use: ValidatorUse): Problem[] {
  const source = String(use.args['expression']);
  const parsed = parseExpression(source);
  if (!parsed.ok) {
    return [
      {
        severity: 'error',
        code: 'bad-expression',
        message: `${field}: ${parsed.message}, at character ${parsed.position + 1} of "${source}"`,
        at: use.at,
        hint: 'the grammar is in docs/validation.md',
      },
    ];
  }
  const known = object.fields.map((other) => other.name);
  return fieldsIn(parsed.expression)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      severity: 'error',
      code: 'unknown-field',
      message: `${field}: the expression names "${name}", which ${object.name} does not have`,
      at: use.at,
      hint: didYouMean(name, known),
    }));
}
