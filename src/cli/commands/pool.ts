import type { Command } from 'commander';
import { DEFAULT_MEMORY } from '../../analyse/engine.ts';
import { poolBundles } from '../../analyse/pool/pool-bundles.ts';
import { examples } from '../examples.ts';
import { parseMemory } from '../options.ts';
import { showPooled } from '../show-pooled.ts';
import { stopSignal } from '../signals.ts';
import { withStatus } from '../status-line.ts';

interface PoolOptions {
  readonly out: string;
  readonly memory: string;
}

export function define(command: Command): void {
  command
    .argument('<bundles...>', 'folders of bundles, of any authorities and nights')
    .requiredOption('--out <dir>', 'folder of the pool; made when it is not there')
    .option('--memory <size>', 'memory that DuckDB may take', parseMemory, DEFAULT_MEMORY)
    .addHelpText('after', examples('pool bundles/ssd_leeds_1 bundles/ssd_york_1 --out pool'))
    .action(async (bundles: string[], { out, memory }: PoolOptions) => {
      const signal = stopSignal();
      const pooled = await withStatus('looking at the folders', (onStep) =>
        poolBundles({ bundles, out, memory, signal, onStep }),
      );
      showPooled(pooled, out);
    });
}
