import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { deriveBundle } from '../support/derived-bundle.ts';
import { cli } from '../support/process.ts';

/** Bundles of the demo's children, one for each seed. */
export async function demoBundles(
  dir: string,
  seeds: readonly number[],
  children: number,
): Promise<string[]> {
  const bundles: string[] = [];
  for (const seed of seeds) {
    const cwd = path.join(dir, `seed-${seed}`);
    fs.mkdirSync(cwd);
    const args = ['demo', '--children', String(children), '--seed', String(seed), '--out', 'out'];
    const { code, err } = await cli(args, { cwd });
    assert.equal(code, 0, err);
    const name = fs.readdirSync(path.join(cwd, 'out')).find((entry) => entry.startsWith('ssd_'));
    bundles.push(path.join(cwd, 'out', name ?? ''));
  }
  return bundles;
}

/**
 * One bundle or two of each authority: derived from those of the demo in turn, with the same ids in
 * several authorities, as real ones have. Every other authority has a second night.
 */
export async function synthesiseAuthorities(
  dir: string,
  sources: readonly string[],
  authorities: number,
): Promise<string[]> {
  const bundles: string[] = [];
  for (let at = 0; at < authorities; at++) {
    const site = `authority-${String(at + 1).padStart(3, '0')}`;
    const nights = at % 2 === 0 ? ['2026-03-31'] : ['2026-03-30', '2026-03-31'];
    for (const [night, asOf] of nights.entries()) {
      const source = sources[at % sources.length] ?? '';
      const target = path.join(dir, `${site}-${asOf}`);
      const without = 2 + ((at + night * 3) % 11);
      await deriveBundle(source, target, {
        site,
        asOf,
        finished: `${asOf}T06:00:00.000Z`,
        without,
      });
      bundles.push(target);
    }
  }
  return bundles;
}
