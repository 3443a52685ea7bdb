import { z } from 'zod';
import type { Problem } from '../problems/problem.ts';
import { checkShape } from '../yaml/check-shape.ts';
import { present } from '../yaml/present.ts';
import { type YamlFile, type YamlPath, readYaml } from '../yaml/read.ts';
import {
  type Catalogue,
  type CatalogueColumn,
  type CatalogueReference,
  type CatalogueTable,
  valueTypeOf,
} from './catalogue.ts';

const reference = z.string().regex(/^[^.]+\.[^.]+$/, 'must have the form TABLE.COLUMN');

const tableShape = z.strictObject({
  about: z.string().optional(),
  key: z.array(z.string()),
  columns: z.record(z.string(), z.string()),
  references: z.record(z.string(), reference).optional(),
});

const tablesFile = z.strictObject({ tables: z.record(z.string(), tableShape) });

export interface LoadedCatalogue {
  readonly catalogue: Catalogue;
  readonly problems: readonly Problem[];
}

/** Engines whose types a catalogue may be written in. */
export type EngineOfTypes = 'mssql' | 'oracle' | 'postgres';

/** A table as a person writes it. */
export interface WrittenTable {
  readonly key?: readonly string[] | undefined;
  readonly columns: Readonly<Record<string, string>>;
  readonly references?: Readonly<Record<string, string>> | undefined;
  readonly place?: CatalogueTable['place'];
  /** Where its columns stand below its name, when not under `columns`. */
  readonly within?: readonly string[] | undefined;
}

/**
 * Loads a profile's `tables.yml`, whose types are those of the engine that the CMS usually sits on:
 * a DATE of Oracle has a time of day.
 */
export function loadCatalogue(file: string, engine: EngineOfTypes): LoadedCatalogue {
  const yaml = readYaml(file);
  const { value, problems } = checkShape(yaml, tablesFile);
  const read = readTables(yaml, value?.tables ?? {}, engine);
  return { ...read, problems: [...problems, ...read.problems] };
}

/**
 * Reads tables that stand under `tables` of a file; their references may name tables that are
 * `known` already.
 */
export function readTables(
  yaml: YamlFile,
  tables: Readonly<Record<string, WrittenTable>>,
  engine: EngineOfTypes,
  known: Catalogue = new Map(),
): LoadedCatalogue {
  const problems: Problem[] = [];
  const report = (code: string, message: string, path: YamlPath): void => {
    problems.push({ severity: 'error', code, message, at: yaml.at(['tables', ...path]) });
  };
  const own = new Map(
    Object.entries(tables).map(([name, table]) => [name, readTable(name, table, engine, report)]),
  );
  const catalogue = new Map([...known, ...own]);
  for (const table of own.values()) {
    for (const { column, table: to, target } of table.references) {
      if (table.columns.has(column) && catalogue.get(to)?.columns.has(target)) continue;
      report(
        'unknown-column',
        `the reference ${table.name}.${column} to ${to}.${target} names a column that does not exist`,
        [table.name, 'references', column],
      );
    }
  }
  return { catalogue: own, problems };
}

type Report = (code: string, message: string, path: YamlPath) => void;

function readTable(
  name: string,
  { key = [], columns: written, references = {}, place, within = ['columns'] }: WrittenTable,
  engine: EngineOfTypes,
  report: Report,
): CatalogueTable {
  const columns = new Map<string, CatalogueColumn>();
  for (const [column, declared] of Object.entries(written)) {
    const type =
      engine === 'oracle' && /^date$/i.test(declared) ? 'datetime' : valueTypeOf(declared);
    if (type) {
      columns.set(column, { name: column, declared, type });
    } else {
      report('unknown-type', `column ${name}.${column} has the unknown type "${declared}"`, [
        name,
        ...within,
        column,
      ]);
    }
  }
  for (const column of key.filter((item) => !(item in written))) {
    report('unknown-column', `the key ${column} of ${name} is not one of its columns`, [
      name,
      'key',
    ]);
  }
  return present({
    name,
    key,
    columns,
    references: Object.entries(references).map(toReference),
    place,
  });
}

function toReference([column, target]: [string, string]): CatalogueReference {
  const [table = '', targetColumn = ''] = target.split('.');
  return { column, table, target: targetColumn };
}
