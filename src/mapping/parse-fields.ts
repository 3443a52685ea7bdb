import type { SpecObject } from '../spec/model.ts';
import { type Scope, isMap } from './context.ts';
import type { Cursor } from './cursor.ts';
import type { Output } from './language.ts';
import type { Override } from './overrides.ts';
import { parseOutput } from './parse-output.ts';
import { parseOwnField } from './parse-own.ts';
import { plainColumn } from './plain-column.ts';

export interface FieldsRequest {
  readonly object: SpecObject;
  readonly cms: string;
  readonly override: Override | undefined;
  /** Aliases that the override joins besides those of the mapping. */
  readonly addedAliases: ReadonlySet<string>;
}

/**
 * Parses `fields`, a map of field to what makes its cell; a field that is not there is the column
 * that the spec names.
 * @param node with the aliases of the rows in its scope
 */
export function parseFields(node: Cursor, request: FieldsRequest): Map<string, Output> {
  const { object, cms, override, addedAliases } = request;
  const outputs = new Map<string, Output>();
  if (!node.isMap) {
    node.fail('bad-mapping', 'fields are a map of field name to value');
    return outputs;
  }
  node.knowsOnly(object.fields.map((field) => field.name));
  for (const field of object.fields) {
    const source = field.sources.get(cms);
    let output: Output | undefined;
    if (node.has(field.name)) {
      const place = node.at(field.name);
      output =
        override && overridesField(override, field.name)
          ? parseOwnField(place, field, override.engine)
          : parseOutput(place);
    } else if (source) {
      const scope = plainScope(node.scope, source.table, addedAliases);
      output = plainColumn(node.within(scope), field, source);
    }
    if (output) outputs.set(field.name, output);
  }
  return outputs;
}

export function overridesField(override: Override | undefined, field: string): boolean {
  const fields = override?.node['fields'];
  return isMap(fields) && field in fields;
}

/**
 * A plain field stays with the alias that the mapping has for its table, though an override joins
 * the table once more.
 */
function plainScope(scope: Scope, table: string | undefined, added: ReadonlySet<string>): Scope {
  const before = new Map([...scope].filter(([alias]) => !added.has(alias)));
  return [...before.values()].some((relation) => relation.name.name === table) ? before : scope;
}
