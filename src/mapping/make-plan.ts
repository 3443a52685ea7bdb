import type { SpecObject } from '../spec/model.ts';
import type { Catalogue } from './catalogue.ts';
import { NULL, call, cell } from './construct.ts';
import type { Output } from './language.ts';
import type { ObjectMapping } from './object-mapping.ts';
import type { Plan, PlanField } from './plan.ts';

/** The parts of a mapping, written or implied, that make a plan. */
export type MappedObject = Pick<ObjectMapping, 'outputs' | 'source' | 'key' | 'placeholder'>;

export function makePlan(object: SpecObject, mapping: MappedObject, catalogue: Catalogue): Plan {
  const { outputs, source, key, placeholder } = mapping;
  const fields = object.fields.map((field) => ({
    name: field.name,
    type: field.type,
    output: withoutPadding(outputs.get(field.name) ?? cell(NULL), catalogue),
  }));
  const base = { object: object.name, fields, key: keyOf(object, fields, key), catalogue };
  if (placeholder !== undefined) return { ...base, status: 'placeholder', reason: placeholder };
  if (!source) {
    return { ...base, status: 'unmapped', reason: 'no field of it has a source in this CMS' };
  }
  return { ...base, status: 'extracted', source };
}

/**
 * What orders the rows: the key that the mapping names, the primary key, or every plain field where
 * there is none.
 */
export function keyOf(
  object: SpecObject,
  fields: readonly PlanField[],
  key: readonly string[] = object.primaryKey,
): readonly string[] {
  const plain = fields
    .filter((field) => field.output.kind === 'value' && field.output.value.kind !== 'null')
    .map((field) => field.name);
  const primary = key.filter((name) => plain.includes(name));
  return primary.length > 0 ? primary : plain;
}

/** Fixed-width columns come padded with blanks: a cell holds them without. */
function withoutPadding(output: Output, catalogue: Catalogue): Output {
  if (output.kind !== 'value' || output.value.kind !== 'column') return output;
  const { relation, column } = output.value;
  const declared =
    relation.kind === 'table'
      ? catalogue.get(relation.name)?.columns.get(column)?.declared
      : undefined;
  const padded = declared !== undefined && /^n?char\b/i.test(declared);
  return padded ? cell(call('trim_end', [output.value], 'text')) : output;
}
