import { analyse } from './analyse.ts';
import { bundle } from './bundle.ts';
import { bundleFiles } from './bundle-files.ts';
import { codes } from './codes.ts';
import { documents } from './documents.ts';
import { extract } from './extract.ts';
import { mapping } from './mapping.ts';
import type { Mutant } from './mutant.ts';
import { protect } from './protect.ts';
import { query } from './query.ts';
import { report } from './report.ts';
import { run } from './run-room.ts';
import { setup } from './setup.ts';
import { site } from './site.ts';
import { sources } from './sources.ts';
import { upkeep } from './upkeep.ts';
import { validate } from './validate.ts';
import { validators } from './validators.ts';

/** Every mutant, by room of `src/`; `validate` has the validators, too. */
export const MUTANTS: Readonly<Record<string, readonly Mutant[]>> = {
  validate: [...validate, ...validators],
  protect,
  bundle: [...bundle, ...bundleFiles],
  run,
  extract,
  query,
  mapping,
  sources,
  site,
  upkeep,
  codes,
  report,
  analyse,
  setup,
  documents,
};
