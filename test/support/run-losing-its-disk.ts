/**
 * A program for test/run/disk.long.ts: extracts a site into a folder and, when the first object is
 * written, has the shell do what its third argument says to that folder. Ends as the command line
 * would.
 */
import { execFileSync } from 'node:child_process';
import { SILENT } from '../../src/extract/progress.ts';
import { SsdError } from '../../src/problems/errors.ts';
import { runExtract } from '../../src/run/run.ts';
import { loadSite } from '../../src/site/load.ts';

const [site = '', outDir = '', command = ''] = process.argv.slice(2);
let done = false;
try {
  await runExtract({
    site: loadSite(site),
    outDir,
    asOf: '2026-11-22',
    signal: new AbortController().signal,
    progress: {
      ...SILENT,
      finished: () => {
        if (!done) execFileSync('sh', ['-c', command], { stdio: 'inherit' });
        done = true;
      },
    },
  });
} catch (error) {
  if (!(error instanceof SsdError)) throw error;
  process.stderr.write(`${error.message} [${error.code}]\n${error.hint ?? ''}\n`);
  process.exitCode = error.exitCode;
}
