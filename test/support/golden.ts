import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { MANIFEST, type Manifest } from '../../src/bundle/manifest.ts';
import { cli, start } from './process.ts';
import { inShared } from './shared.ts';

const shared = inShared('golden');

/** A synthetic CMS database and the rows that the reference really made from it. */
export interface Golden {
  readonly cms: string;
  /** Holds `tables.json`, `cms/<TABLE>.csv` and `expected/<object>.csv`. */
  readonly from: string;
  /** The day of the reference's run. */
  readonly asOf: string;
  /** `parameters:` of a site file, as YAML; empty when the CMS needs none. */
  readonly parameters: string;
}

/** Why tests of golden databases cannot run here, or false. */
export const noGolden = shared.skip;

/** @throws when there are no golden databases: ask `noGolden` first */
export function golden(cms: 'liquid_logic' | 'mosaic'): Golden {
  const from = path.join(shared.dir, cms);
  const { asOf } = JSON.parse(fs.readFileSync(path.join(from, 'tables.json'), 'utf8')) as {
    asOf: string;
  };
  const params = path.join(from, 'params.json');
  const parameters = fs.existsSync(params)
    ? `parameters: ${JSON.stringify((JSON.parse(fs.readFileSync(params, 'utf8')) as { params: unknown }).params)}\n`
    : '';
  return { cms, from, asOf, parameters };
}

/** A column of a golden database with its declared type. */
export interface GoldenColumn {
  readonly table: string;
  readonly column: string;
  readonly declared: string;
}

/**
 * The same database with other types, in a folder of the test's own: `retype` gives a column's new
 * type, or undefined where it keeps its own. Gives the site's `catalogue` for the new ones as well.
 */
export function retyped(
  data: Golden,
  dir: string,
  retype: (column: GoldenColumn) => string | undefined,
): Golden & { readonly catalogue: string } {
  const read = JSON.parse(fs.readFileSync(path.join(data.from, 'tables.json'), 'utf8')) as {
    tables: Record<string, Record<string, string>>;
  };
  const catalogue: Record<string, Record<string, string>> = {};
  for (const [table, columns] of Object.entries(read.tables)) {
    for (const [column, declared] of Object.entries(columns)) {
      const type = retype({ table, column, declared });
      if (type === undefined) continue;
      columns[column] = type;
      (catalogue[table] ??= {})[column] = type;
    }
  }
  const from = path.join(dir, 'from');
  fs.cpSync(data.from, from, { recursive: true });
  fs.chmodSync(from, 0o755);
  fs.rmSync(path.join(from, 'tables.json'), { force: true });
  fs.writeFileSync(path.join(from, 'tables.json'), JSON.stringify(read));
  return { ...data, from, catalogue: `catalogue: ${JSON.stringify(catalogue)}\n` };
}

/**
 * Compares a bundle, or some of its objects, with the reference's rows; gives how many rows are the
 * same: all of them.
 */
export async function assertSameAsReference(
  { from }: Golden,
  bundle: string,
  only?: readonly string[],
): Promise<number> {
  const { code, out, err } = await start([
    path.join(shared.dir, 'compare.mjs'),
    path.join(from, 'expected'),
    bundle,
    ...(only ? ['--only', only.join(',')] : []),
  ]).ended;
  assert.equal(code, 0, out + err);
  const [, same, all] =
    /(\d+) of (\d+) reference rows the same \(100\.00 %\), 0 object\(s\) differ/.exec(out) ?? [];
  assert.ok(same !== undefined && same === all && Number(same) > 0, out);
  return Number(same);
}

/**
 * What must hold of a golden database on any engine: `check` finds everything, a run publishes a
 * bundle, and every object that is mapped has the reference's rows. Gives the manifest.
 */
export async function assertGoldenRun(
  data: Golden,
  site: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Manifest> {
  const checked = await cli(['check', '--site', site], { env });
  assert.equal(checked.code, 0, checked.out + checked.err);
  assert.match(checked.out, /^connected: .*\n[^]*\neverything is there: \d+ tables, \d+ columns/m);
  const ran = await cli(['run', '--site', site, '--as-of', data.asOf, '--json'], { env });
  assert.equal(ran.code, 0, ran.out + ran.err);
  const { bundle } = JSON.parse(ran.out.trim().split('\n').at(-1) ?? '') as { bundle: string };
  const manifest = JSON.parse(fs.readFileSync(path.join(bundle, MANIFEST), 'utf8')) as Manifest;
  const mapped = manifest.files
    .filter(({ status }) => status === 'extracted')
    .map(({ object }) => object);
  await assertSameAsReference(data, bundle, mapped);
  return manifest;
}
