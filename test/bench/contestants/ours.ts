import fs from 'node:fs';
import path from 'node:path';
import type * as Progress from '../../../src/extract/progress.ts';
import type * as Run from '../../../src/run/run.ts';
import type * as Load from '../../../src/site/load.ts';
import { importCompiled } from '../compiled.ts';
import { AS_OF } from '../queries.ts';
import { writeSite } from '../site.ts';
import type { MakeContestant } from './contestant.ts';

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/**
 * The full path: a whole run of the program as compiled for the package, from reading site file
 * and spec to the published bundle. With one object the people are read too, a thousand rows, so
 * that the foreign key is checked.
 */
export const ours: MakeContestant = async ({ connection, spec, objects, spoilt, dir }) => {
  const { SILENT } = (await importCompiled('extract/progress')) as typeof Progress;
  const { runExtract } = (await importCompiled('run/run')) as typeof Run;
  const { loadSite } = (await importCompiled('site/load')) as typeof Load;
  const out = path.join(dir, 'bundles');
  const file = writeSite(dir, spec, connection);
  return {
    async round() {
      const { manifest } = await runExtract({
        site: loadSite(file),
        asOf: AS_OF,
        only: ['ssd_person', ...objects],
        signal: new AbortController().signal,
        progress: SILENT,
      });
      const rows = sum(
        manifest.files.flatMap((item) => (objects.includes(item.object) ? item.rows : [])),
      );
      const found = sum(manifest.findings.map(({ count }) => count));
      if (found !== (spoilt ? rows : 0)) throw new Error(`${found} findings in ${rows} rows`);
      return rows;
    },
    tidy: () => fs.rmSync(out, { recursive: true, force: true }),
    close: () => Promise.resolve(),
  };
};
