import type { TypeDifference } from './compare-types.ts';

/** One difference as a line. */
export function showDifference({
  table,
  column,
  found,
  needed,
  verdict,
  says,
  entry,
}: TypeDifference): string {
  const what = `${table}.${column} is ${found}, and the mappings need ${needed}`;
  switch (verdict) {
    case 'converted':
      return `${what}: converted; ${says}`;
    case 'as_shown':
      return `${what}: nobody foresaw that type; ${says}`;
    case 'refused':
      return entry === undefined
        ? `${what}: a run refuses; ${says}; override what reads it, or ask for a view that has the type`
        : `${what}: a run refuses; with catalogue: {${table}: {${column}: ${yamlText(entry)}}} it reads it, and ${says}`;
  }
}

/** The site's `catalogue` with an entry for every difference that one would settle, as one line. */
export function entriesFor(differences: readonly TypeDifference[]): string | undefined {
  const settled = differences.filter(({ entry }) => entry !== undefined);
  if (settled.length === 0) return undefined;
  const tables = [...Map.groupBy(settled, ({ table }) => table)].map(
    ([table, columns]) =>
      `${table}: {${columns.map(({ column, entry = '' }) => `${column}: ${yamlText(entry)}`).join(', ')}}`,
  );
  return `catalogue: {${tables.join(', ')}}`;
}

/** A comma would end a value in braces. */
function yamlText(type: string): string {
  return type.includes(',') ? `'${type}'` : type;
}
