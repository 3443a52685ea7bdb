export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: string };

/** What `parse.ts` reads and `evaluate.ts` applies; fields in lower case. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | {
      readonly kind: 'compare';
      readonly operator: Operator;
      readonly field: string;
      readonly operand: Operand;
    }
  | {
      readonly kind: 'in';
      readonly field: string;
      readonly values: readonly string[];
      readonly negated: boolean;
    }
  | { readonly kind: 'null'; readonly field: string; readonly negated: boolean };

/** The fields that an expression names. */
export function fieldsIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.of.flatMap(fieldsIn);
    case 'not':
      return fieldsIn(expression.of);
    case 'compare':
      return expression.operand.kind === 'field'
        ? [expression.field, expression.operand.name]
        : [expression.field];
    case 'in':
    case 'null':
      return [expression.field];
  }
}
