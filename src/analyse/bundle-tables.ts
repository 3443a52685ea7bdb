import path from 'node:path';
import { z } from 'zod';
import { DATA_PACKAGE } from '../bundle/datapackage.ts';
import type { Manifest } from '../bundle/manifest.ts';
import { FileFault, readTextFile } from '../files/read-file.ts';

/** A bundle as a set of tables: all of it from the bundle's own files. */
export interface BundleTables {
  readonly dir: string;
  readonly manifest: Manifest;
  readonly tables: readonly BundleTable[];
}

export interface BundleTable {
  readonly object: string;
  /** Absolute. */
  readonly file: string;
  readonly rows: number;
  /** In the order of the file. */
  readonly columns: readonly BundleColumn[];
  /** Empty where the file does not show a key. */
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly ForeignKey[];
}

export interface ForeignKey {
  readonly field: string;
  readonly parent: { readonly object: string; readonly field: string };
}

export type ColumnType = 'text' | 'list' | 'boolean' | 'integer' | 'number' | 'date' | 'datetime';

export interface BundleColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** How the cells of a date or datetime are written: `31/12/2024` when true. */
  readonly british: boolean;
  readonly description: string;
  readonly itemRef: string | undefined;
  /** Most characters of a text, where the standard limits them. */
  readonly maxLength: number | undefined;
  readonly codes: readonly Code[];
}

export interface Code {
  readonly value: string;
  readonly description: string;
}

const TYPES: Readonly<Record<string, ColumnType>> = {
  array: 'list',
  boolean: 'boolean',
  integer: 'integer',
  number: 'number',
  date: 'date',
  datetime: 'datetime',
};

const fieldShape = z.object({
  name: z.string(),
  type: z.string(),
  format: z.string().optional(),
  description: z.string().default(''),
  itemRef: z.string().optional(),
  constraints: z.object({ maxLength: z.number().optional() }).default({}),
  categories: z.array(z.object({ value: z.string(), label: z.string().nullish() })).default([]),
});

const packageShape = z.object({
  resources: z.array(
    z.object({
      name: z.string(),
      schema: z.object({
        fields: z.array(fieldShape),
        primaryKey: z.array(z.string()).default([]),
        foreignKeys: z
          .array(
            z.object({
              fields: z.tuple([z.string()]),
              reference: z.object({ resource: z.string(), fields: z.tuple([z.string()]) }),
            }),
          )
          .default([]),
      }),
    }),
  ),
});

type Resource = z.infer<typeof packageShape>['resources'][number];

/**
 * What the manifest lists, described by the bundle's data package; a column that this does not
 * describe is a text. In words, why the description cannot be used.
 */
export function describedTables(dir: string, manifest: Manifest): BundleTables | string {
  const resources = readResources(dir);
  if (typeof resources === 'string') return resources;
  const tables = manifest.files.map((listed): BundleTable => {
    const schema = resources.find(({ name }) => name === listed.object)?.schema;
    return {
      object: listed.object,
      file: path.resolve(dir, listed.file),
      rows: listed.rows,
      columns: listed.columns.map((name) => describedColumn(name, schema)),
      primaryKey: schema?.primaryKey ?? [],
      foreignKeys: (schema?.foreignKeys ?? []).map(({ fields: [field], reference }) => ({
        field,
        parent: { object: reference.resource || listed.object, field: reference.fields[0] },
      })),
    };
  });
  return { dir: path.resolve(dir), manifest, tables };
}

function readResources(dir: string): readonly Resource[] | string {
  try {
    const parsed = packageShape.safeParse(JSON.parse(readTextFile(path.join(dir, DATA_PACKAGE))));
    return parsed.success ? parsed.data.resources : `${DATA_PACKAGE} does not describe tables`;
  } catch (error) {
    if (error instanceof FileFault) return `${DATA_PACKAGE} cannot be used: ${error.message}`;
    if (error instanceof SyntaxError) return `${DATA_PACKAGE} is not valid JSON`;
    throw error;
  }
}

function describedColumn(name: string, schema: Resource['schema'] | undefined): BundleColumn {
  const field = schema?.fields.find((candidate) => candidate.name === name);
  return {
    name,
    type: TYPES[field?.type ?? ''] ?? 'text',
    british: field?.format?.startsWith('%d/%m/%Y') ?? false,
    description: field?.description ?? '',
    itemRef: field?.itemRef,
    maxLength: field?.constraints.maxLength,
    codes: (field?.categories ?? []).map(({ value, label }) => ({
      value,
      description: label ?? '',
    })),
  };
}
