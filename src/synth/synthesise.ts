import { ConfigError } from '../problems/errors.ts';
import type { Catalogue } from '../mapping/catalogue.ts';
import type { SynthesisOptions, SyntheticRows } from './synthetic-rows.ts';
import { synthesiseLiquidLogic } from './liquid_logic/generate.ts';
import { synthesiseMosaic } from './mosaic/generate.ts';

const GENERATORS: Readonly<
  Record<string, (catalogue: Catalogue, options: SynthesisOptions) => Iterable<SyntheticRows>>
> = {
  liquid_logic: synthesiseLiquidLogic,
  mosaic: synthesiseMosaic,
};

/**
 * Synthetic children as a CMS would hold them, table by table in pieces. Repeatable, and in memory
 * that does not grow with their number.
 * @throws ConfigError for a CMS that has no generator.
 */
export function synthesise(
  cms: string,
  catalogue: Catalogue,
  options: SynthesisOptions,
): Iterable<SyntheticRows> {
  const generate = GENERATORS[cms];
  if (!generate) {
    throw new ConfigError({
      code: 'no-synthesis',
      message: `there are no synthetic children for the CMS ${cms} yet`,
      hint: 'fill the database from a folder: testdb --from DIR',
    });
  }
  return generate(catalogue, options);
}
