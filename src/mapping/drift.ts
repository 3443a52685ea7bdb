import type { SpecObject } from '../spec/model.ts';
import { tableColumnsRead } from './columns-read.ts';
import type { Cursor } from './cursor.ts';
import type { Output } from './language.ts';
import type { Override } from './overrides.ts';
import { overridesField } from './parse-fields.ts';
import type { PlanRows } from './plan.ts';
import { valuesOf } from './walk.ts';

export interface DriftRequest {
  readonly object: SpecObject;
  readonly cms: string;
  readonly override: Override | undefined;
  readonly source: PlanRows;
  readonly outputs: ReadonlyMap<string, Output>;
}

/**
 * Reports every expression that does not read the columns which the spec names for its field, so
 * that the standard cannot drift from what is run. Where a site overrides a field, or the rows that
 * all fields come from, it knows better than the spec.
 * @param node the `fields` of the mapping
 */
export function reportDrift(node: Cursor, request: DriftRequest): void {
  const { object, cms, override, source, outputs } = request;
  if (override && ('rows' in override.node || 'sets' in override.node)) return;
  for (const field of object.fields) {
    const output = outputs.get(field.name);
    if (!output || !node.has(field.name) || overridesField(override, field.name)) continue;
    const read = tableColumnsRead(valuesOf(output), source);
    const named = field.sources.get(cms);
    for (const column of named?.columns ?? []) {
      const wanted = `${named?.table ?? ''}.${column}`;
      if (read.has(wanted)) continue;
      node
        .at(field.name)
        .fail(
          'drift',
          `the spec takes ${field.name} from ${wanted}, which this value does not read`,
          `it reads ${[...read].sort().join(', ') || 'no column'}; mend cms_table and cms_field of the spec, or the value`,
        );
    }
  }
}
