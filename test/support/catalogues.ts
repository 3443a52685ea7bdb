import type { Catalogue, CatalogueColumn } from '../../src/mapping/catalogue.ts';
import { prepare } from '../../src/prepare/prepare.ts';

const CATALOGUES: readonly Catalogue[] = ['liquid_logic', 'mosaic'].map(
  (cms) => prepare({ cms }).planSet.plans[0]?.catalogue ?? new Map(),
);

/** A column of the CMS for which a query of `everyQuery` is; no table is in both. */
export function columnOfCms(table: string, column: string): CatalogueColumn | undefined {
  return CATALOGUES.map((catalogue) => catalogue.get(table)?.columns.get(column)).find(Boolean);
}
