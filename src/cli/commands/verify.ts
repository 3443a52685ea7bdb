import type { Command } from 'commander';
import { type BundleCheck, verifyBundle } from '../../bundle/verify-bundle.ts';
import { ExitCode, SsdError } from '../../problems/errors.ts';
import { expectBundle } from '../../run/folder-files.ts';
import { plural } from '../output.ts';
import { withStatus } from '../status-line.ts';
import { print } from '../terminal.ts';
import { examples } from '../examples.ts';

const WITHOUT_KEY =
  'It is encrypted: names, sizes and hashes were compared; ssd-extract decrypt compares what is inside.';

export function define(command: Command): void {
  command
    .argument('<bundle>', 'folder of one bundle, our own or one that was received')
    .option('--json', 'one line of JSON on standard output')
    .addHelpText('after', examples('verify bundles/current'))
    .action(async (bundle: string, options: { json?: boolean }) => {
      try {
        await expectBundle(bundle);
        const check = await withStatus('looking at the folder', (say) => verifyBundle(bundle, say));
        print(options.json ? showJson(check) : showCheck(check));
        process.exitCode = check.faults.length > 0 ? ExitCode.findings : ExitCode.done;
      } catch (error) {
        if (options.json && error instanceof SsdError) print(showFailure(error));
        throw error;
      }
    });
}

function showJson({ faults }: BundleCheck): string {
  return JSON.stringify({ status: faults.length > 0 ? 'differs' : 'ok', faults });
}

/** The same line when nothing could be verified. */
function showFailure({ code, exitCode, message }: SsdError): string {
  return JSON.stringify({ status: 'failed', faults: [], error: { code, exitCode, message } });
}

function showCheck({ manifest, faults }: BundleCheck): string {
  const end =
    faults.length > 0
      ? `${plural(faults.length, 'difference')}: this is not the bundle that was written`
      : `whole: ${plural(manifest?.files.length ?? 0, 'object')} as written by the run ${manifest?.run ?? ''}`;
  const without = manifest?.encrypted && faults.length === 0 ? [WITHOUT_KEY] : [];
  return [...faults, end, ...without].join('\n');
}
