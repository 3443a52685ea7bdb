import path from 'node:path';
import type { Command } from 'commander';
import { decryptBundle } from '../../run/decrypt-bundle.ts';
import { secretWarnings } from '../../site/secret.ts';
import { plural } from '../output.ts';
import { stopSignal } from '../signals.ts';
import { withStatus } from '../status-line.ts';
import { complain, print } from '../terminal.ts';
import { examples } from '../examples.ts';

export function define(command: Command): void {
  command
    .argument('<bundle>', 'folder of one encrypted bundle')
    .requiredOption('--identity <file>', 'file of the secret key, as age-keygen writes it')
    .option('--out <dir>', 'the folder to make; <bundle>_decrypted without it')
    .addHelpText('after', examples('decrypt bundles/current --identity analyst.key --out plain'))
    .action(async (bundle: string, { identity, out }: { identity: string; out?: string }) => {
      for (const warning of secretWarnings({ file: identity })) complain(`warning: ${warning}`);
      const { dir, manifest } = await withStatus('comparing files with the manifest', (onStep) =>
        decryptBundle({ bundle, identity, out, signal: stopSignal(), onStep }),
      );
      const shown = path.relative(process.cwd(), dir) || dir;
      print(`whole: ${plural(manifest.files.length, 'object')} in ${shown}`);
      print('It is plain text: remove it when it is no longer needed.');
    });
}
