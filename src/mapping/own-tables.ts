import { z } from 'zod';
import type { Problem } from '../problems/problem.ts';
import { checkShape } from '../yaml/check-shape.ts';
import { present } from '../yaml/present.ts';
import type { YamlFile } from '../yaml/read.ts';
import type { Catalogue } from './catalogue.ts';
import { isMap } from './context.ts';
import {
  type EngineOfTypes,
  type LoadedCatalogue,
  type WrittenTable,
  readTables,
} from './load-catalogue.ts';
import type { SiteSettings } from './site-settings.ts';

const identifier = z
  .string()
  .regex(/^[A-Za-z_][\w$#]*$/, 'letters, digits, _, $ and # only, beginning with a letter');

const columnsShape = z.record(z.string(), z.string('a type, such as nvarchar(20) or int'));

const wholeShape = z.strictObject({
  database: identifier.optional(),
  schema: identifier.optional(),
  key: z.array(z.string()).optional(),
  columns: columnsShape,
  references: z
    .record(z.string(), z.string().regex(/^[^.]+\.[^.]+$/, 'must have the form TABLE.COLUMN'))
    .optional(),
});

/**
 * The catalogue with the tables that a site declares for itself: new ones, and further columns of
 * those that are known.
 */
export function withOwnTables(known: Catalogue, site: SiteSettings | undefined): LoadedCatalogue {
  if (!site?.tables || Object.keys(site.tables).length === 0) {
    return { catalogue: known, problems: [] };
  }
  const { yaml, tables } = site;
  const shapes: Record<string, z.ZodType<Written>> = Object.fromEntries(
    Object.entries(tables).map(([name, node]) => [name, isWhole(node) ? wholeShape : columnsShape]),
  );
  const schema = z.strictObject({ tables: z.strictObject(shapes) });
  const { value, problems } = checkShape(onlyTables(yaml, tables), schema);
  if (!value) return { catalogue: known, problems };
  const written = Object.entries<Written>(value.tables).map(
    ([name, table]): [string, WrittenTable] => {
      if (!isWhole(table)) return [name, { columns: table, within: [] }];
      const { database, schema, ...rest } = table;
      const place = database || schema ? present({ database, schema }) : undefined;
      return [name, { ...rest, place }];
    },
  );
  const read = readTables(yaml, Object.fromEntries(written), site.engine as EngineOfTypes, known);
  const twice = doubled(known, read.catalogue, yaml, tables);
  return { catalogue: merged(known, read.catalogue), problems: [...read.problems, ...twice] };
}

type Whole = z.infer<typeof wholeShape>;
type Written = Whole | z.infer<typeof columnsShape>;

/** Written with `columns` and what else there is to say, instead of columns alone. */
function isWhole(node: unknown): node is Whole {
  return isMap(node) && isMap(node['columns']);
}

/** The site file as if it held nothing else. */
function onlyTables(yaml: YamlFile, tables: unknown): YamlFile {
  return { ...yaml, value: { tables }, at: (path, options) => yaml.at(path, options) };
}

function merged(known: Catalogue, own: Catalogue): Catalogue {
  const catalogue = new Map(known);
  for (const [name, table] of own) {
    const there = known.get(name);
    const columns = new Map([...(there?.columns ?? []), ...table.columns]);
    catalogue.set(name, there ? { ...there, columns } : table);
  }
  return catalogue;
}

/** Columns that the profile knows already: another type of one is said elsewhere. */
function doubled(
  known: Catalogue,
  own: Catalogue,
  yaml: YamlFile,
  tables: Readonly<Record<string, unknown>>,
): Problem[] {
  return [...own.values()].flatMap(({ name, columns }) =>
    [...columns.values()]
      .filter((column) => known.get(name)?.columns.has(column.name))
      .map((column): Problem => ({
        severity: 'error',
        code: 'known-column',
        message: `the column ${name}.${column.name} is in the profile already`,
        at: yaml.at(['tables', name, ...(isWhole(tables[name]) ? ['columns'] : []), column.name], {
          key: true,
        }),
        hint: `leave it out; if its type is another one here, say so under catalogue: {${name}: {${column.name}: ${column.declared}}}`,
      })),
  );
}
