import type { Command } from 'commander';
import { convertBundle } from '../../analyse/convert-bundle.ts';
import { DEFAULT_MEMORY } from '../../analyse/engine.ts';
import { examples } from '../examples.ts';
import { parseMemory } from '../options.ts';
import { showConverted } from '../show-converted.ts';
import { stopSignal } from '../signals.ts';
import { withStatus } from '../status-line.ts';

interface OpenOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly memory: string;
}

export function define(command: Command): void {
  command
    .argument('<bundle>', 'folder of one bundle')
    .requiredOption('--out <file>', 'the database file to make: person.duckdb')
    .option('--force', 'replace that file')
    .option('--memory <size>', 'memory that DuckDB may take', parseMemory, DEFAULT_MEMORY)
    .addHelpText('after', examples('open bundles/current --out ssd.duckdb'))
    .action(async (bundle: string, { out, force, memory }: OpenOptions) => {
      const signal = stopSignal();
      const converted = await withStatus('looking at the folder', (onStep) =>
        convertBundle({ bundle, to: 'duckdb', out, force, memory, signal, onStep }),
      );
      showConverted(converted, out);
    });
}
