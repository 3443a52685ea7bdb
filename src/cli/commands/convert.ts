import { type Command, Option } from 'commander';
import { TARGETS, type Target, convertBundle } from '../../analyse/convert-bundle.ts';
import type { Pseudonymising } from '../../analyse/pseudonymised-copy.ts';
import { DEFAULT_MEMORY } from '../../analyse/engine.ts';
import { DATA_DIR } from '../../prepare/paths.ts';
import { openProtection } from '../../prepare/protection.ts';
import { usableSpec } from '../../prepare/usable-spec.ts';
import { ConfigError } from '../../problems/errors.ts';
import { loadSite } from '../../site/load.ts';
import { examples } from '../examples.ts';
import { parseMemory } from '../options.ts';
import { showConverted } from '../show-converted.ts';
import { stopSignal } from '../signals.ts';
import { withStatus } from '../status-line.ts';

interface ConvertOptions {
  readonly to: Target;
  readonly out: string;
  readonly force?: boolean;
  readonly memory: string;
  readonly pseudonymise?: boolean;
  readonly site?: string;
}

export function define(command: Command): void {
  command
    .argument('<bundle>', 'folder of one bundle')
    .addOption(
      new Option('--to <format>', 'what to make of it').choices(TARGETS).makeOptionMandatory(),
    )
    .requiredOption('--out <path>', 'the file to make; for parquet and bundle the folder')
    .option('--force', 'replace that file')
    .option('--pseudonymise', 'as the site file says for a run; needs --site')
    .option('--site <file>', 'site file with pseudonymise')
    .option('--memory <size>', 'memory that DuckDB may take', parseMemory, DEFAULT_MEMORY)
    .addHelpText(
      'after',
      examples(
        'convert bundles/current --to xlsx --out ssd.xlsx',
        'convert bundles/current --to bundle --out to-share --pseudonymise --site site.yml',
      ),
    )
    .action(async (bundle: string, options: ConvertOptions) => {
      const pseudonymise = options.pseudonymise ? pseudonymisingBy(options.site) : undefined;
      const { to, out, force, memory } = options;
      const signal = stopSignal();
      const converted = await withStatus('looking at the folder', (onStep) =>
        convertBundle({ bundle, to, out, force, memory, pseudonymise, signal, onStep }),
      );
      showConverted(converted, out);
    });
}

/** @throws ConfigError when the site file is not named, or does not say how to pseudonymise */
function pseudonymisingBy(file: string | undefined): Pseudonymising {
  const site = file === undefined ? undefined : loadSite(file);
  if (site?.pseudonymise) {
    const spec = usableSpec(site.spec ?? DATA_DIR);
    const protection = openProtection(site, spec);
    if (protection) return { protection, spec };
  }
  throw new ConfigError({
    code: 'no-pseudonymise',
    message: '--pseudonymise needs a site file that says how',
    hint: 'name it with --site, and set pseudonymise: {key: …} in it; docs/data-protection.md shows how',
  });
}
