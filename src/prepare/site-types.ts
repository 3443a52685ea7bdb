import type { Catalogue } from '../mapping/catalogue.ts';
import type { HeldColumn, HeldTables } from '../mapping/plan.ts';
import type { SiteSettings } from '../mapping/site-settings.ts';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { Dialect } from '../query/dialect.ts';
import { conversionOf, heldKind } from '../query/held/held.ts';

/** A column whose type the site says, for the manifest. */
export interface SiteType {
  readonly table: string;
  readonly column: string;
  readonly type: string;
}

export interface SiteTypes {
  readonly held: HeldTables;
  readonly list: readonly SiteType[];
  readonly problems: readonly Problem[];
}

/**
 * Reads `catalogue` of a site file: types of columns that are not what the profile takes them for.
 * Each must be one of the engine's, and one that the language can convert.
 */
export function readSiteTypes(
  site: SiteSettings | undefined,
  catalogue: Catalogue,
  dialect: Dialect,
): SiteTypes {
  const problems: Problem[] = [];
  const list: SiteType[] = [];
  const held = new Map<string, { readonly columns: Map<string, HeldColumn> }>();
  for (const [table, types] of Object.entries(site?.catalogue ?? {})) {
    const columns = new Map<string, HeldColumn>();
    for (const [column, type] of Object.entries(types)) {
      const fault = faultOf({ table, column, type }, catalogue, dialect);
      if (fault) {
        const path = ['catalogue', table, ...(fault.ofTable ? [] : [column])];
        const at = site?.yaml.at(path, { key: fault.code !== 'unknown-type' });
        if (!problems.some((known) => known.message === fault.message)) {
          problems.push({
            severity: 'error',
            code: fault.code,
            message: fault.message,
            hint: fault.hint,
            at,
          });
        }
      } else {
        list.push({ table, column, type });
        columns.set(column, { type });
      }
    }
    held.set(table, { columns });
  }
  return { held, list, problems };
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  /** It is the table's, whatever the column. */
  readonly ofTable?: true;
}

function faultOf(
  { table, column, type }: SiteType,
  catalogue: Catalogue,
  { held, product }: Dialect,
): Fault | undefined {
  const known = catalogue.get(table);
  if (!known) {
    return {
      code: 'unknown-table',
      message: `the catalogue has no table ${table}`,
      hint: `${didYouMean(table, [...catalogue.keys()])}; a table of your own stands under tables`,
      ofTable: true,
    };
  }
  const needed = known.columns.get(column);
  if (!needed) {
    return {
      code: 'unknown-column',
      message: `the table ${table} has no column ${column} in the catalogue`,
      hint: `${didYouMean(column, [...known.columns.keys()])}; a column of your own stands under tables`,
    };
  }
  if (heldKind(held, type) === 'unforeseen') {
    return {
      code: 'unknown-type',
      message: `${product} has no type "${type}" that this program knows, for ${table}.${column}`,
      hint: didYouMean(type.replace(/\(.*/, ''), held.names),
    };
  }
  if (conversionOf(held, type, needed) !== undefined) return undefined;
  return {
    code: 'unknown-type',
    message: `${table}.${column} cannot be read from ${type}: the mappings need ${needed.declared}`,
    hint: 'override the fields and filters that read it, or ask for a view that has the type',
  };
}
