import fs from 'node:fs';
import path from 'node:path';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { type Prepared, compileFor, prepare } from '../../src/prepare/prepare.ts';
import type { CompiledQuery } from '../../src/query/compiled.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';

export const AS_OF = '2026-11-22';
const SPEC = path.join(import.meta.dirname, 'spec');

/** Puts the spec of the bench, with the validators of the standard, into a folder. */
export function makeSpec(dir: string): string {
  const spec = path.join(dir, 'spec');
  fs.cpSync(SPEC, spec, { recursive: true });
  fs.copyFileSync(path.join(DATA_DIR, 'validators.yml'), path.join(spec, 'validators.yml'));
  return spec;
}

export interface BenchQueries {
  /** By object. */
  readonly queries: ReadonlyMap<string, CompiledQuery>;
  /** Columns of the CMS as it declares them, each table's in the order of its rows. */
  readonly columns: readonly (readonly [table: string, column: string, declared: string])[];
}

/** The queries that a run of the bench's spec sends. */
export function queriesFor(spec: string, dialect: keyof typeof DIALECTS): BenchQueries {
  const prepared = prepare({ cms: 'bench', spec });
  const { planSet, profile } = prepared;
  const options = {
    dialect: DIALECTS[dialect],
    place: profile.source,
    asOf: AS_OF,
    windowYears: 6,
  };
  const queries = planSet.plans.flatMap((plan) => compileFor(prepared, plan, options) ?? []);
  return {
    queries: new Map(queries.map((query) => [query.object, query])),
    columns: columnsIn(prepared),
  };
}

function columnsIn({ profile }: Prepared): BenchQueries['columns'] {
  return [...profile.catalogue].flatMap(([table, { columns }]) =>
    [...columns].map(([column, { declared }]) => [table, column, declared] as const),
  );
}
