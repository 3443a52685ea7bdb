import { z } from 'zod';
import type { Problem } from '../problems/problem.ts';
import { checkShape } from '../yaml/check-shape.ts';
import { readYaml } from '../yaml/read.ts';
import {
  type Catalogue,
  type CatalogueColumn,
  type CatalogueTable,
  valueTypeOf,
} from './catalogue.ts';

const tablesFile = z.strictObject({
  tables: z.record(
    z.string(),
    z.strictObject({
      about: z.string().optional(),
      key: z.array(z.string()),
      columns: z.record(z.string(), z.string()),
      references: z
        .record(z.string(), z.string().regex(/^[^.]+\.[^.]+$/, 'must have the form TABLE.COLUMN'))
        .optional(),
    }),
  ),
});

export interface LoadedCatalogue {
  readonly catalogue: Catalogue;
  readonly problems: readonly Problem[];
}

/**
 * Loads a profile's `tables.yml`, whose types are those of the engine that the CMS usually sits on:
 * a DATE of Oracle has a time of day.
 */
export function loadCatalogue(
  file: string,
  engine: 'mssql' | 'oracle' | 'postgres',
): LoadedCatalogue {
  const yaml = readYaml(file);
  const shape = checkShape(yaml, tablesFile);
  const problems = [...shape.problems];
  const catalogue = new Map<string, CatalogueTable>();
  for (const [name, table] of Object.entries(shape.value?.tables ?? {})) {
    const columns = new Map<string, CatalogueColumn>();
    for (const [column, declared] of Object.entries(table.columns)) {
      const type =
        engine === 'oracle' && /^date$/i.test(declared) ? 'datetime' : valueTypeOf(declared);
      if (type) {
        columns.set(column, { name: column, declared, type });
      } else {
        problems.push({
          severity: 'error',
          code: 'unknown-type',
          message: `column ${name}.${column} has the unknown type "${declared}"`,
          at: yaml.at(['tables', name, 'columns', column]),
        });
      }
    }
    for (const key of table.key) {
      if (!columns.has(key)) {
        problems.push({
          severity: 'error',
          code: 'unknown-column',
          message: `the key ${key} of ${name} is not one of its columns`,
          at: yaml.at(['tables', name, 'key']),
        });
      }
    }
    const references = Object.entries(table.references ?? {}).map(([column, target]) => {
      const [to = '', targetColumn = ''] = target.split('.');
      return { column, table: to, target: targetColumn };
    });
    catalogue.set(name, { name, key: table.key, columns, references });
  }
  for (const table of catalogue.values()) {
    for (const reference of table.references) {
      const known =
        table.columns.has(reference.column) &&
        catalogue.get(reference.table)?.columns.has(reference.target);
      if (!known) {
        problems.push({
          severity: 'error',
          code: 'unknown-column',
          message: `the reference ${table.name}.${reference.column} to ${reference.table}.${reference.target} names a column that does not exist`,
          at: yaml.at(['tables', table.name, 'references', reference.column]),
        });
      }
    }
  }
  return { catalogue, problems };
}
