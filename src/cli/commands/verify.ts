import type { Command } from 'commander';
import { verifyBundle } from '../../bundle/verify-bundle.ts';
import { ExitCode } from '../../problems/errors.ts';
import { plural } from '../output.ts';
import { print } from '../terminal.ts';

export function define(command: Command): void {
  command
    .argument('<bundle>', 'folder of one bundle, our own or one that was received')
    .option('--json', 'one line of JSON on standard output')
    .action(async (bundle: string, options: { json?: boolean }) => {
      const { manifest, faults } = await verifyBundle(bundle);
      if (options.json) {
        print(JSON.stringify({ status: faults.length > 0 ? 'differs' : 'ok', faults }));
      } else {
        for (const fault of faults) print(fault);
        print(
          faults.length > 0
            ? `${plural(faults.length, 'difference')}: this is not the bundle that was written`
            : `whole: ${plural(manifest?.files.length ?? 0, 'object')} as written by the run ${manifest?.run ?? ''}`,
        );
      }
      process.exitCode = faults.length > 0 ? ExitCode.findings : ExitCode.done;
    });
}
