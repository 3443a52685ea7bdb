import fs from 'node:fs';
import path from 'node:path';
import { SILENT } from '../../../src/extract/progress.ts';
import { runExtract } from '../../../src/run/run.ts';
import { loadSite } from '../../../src/site/load.ts';
import { AS_OF } from '../queries.ts';
import { writeSite } from '../site.ts';
import type { MakeContestant } from './contestant.ts';

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/**
 * The full path: a whole run, from reading site file and spec to the published bundle. With one
 * object the people are read too, a thousand rows, so that the foreign key is checked.
 */
export const ours: MakeContestant = ({ connection, spec, objects, spoilt, dir }) => {
  const out = path.join(dir, 'bundles');
  const file = writeSite(dir, spec, connection);
  return Promise.resolve({
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
  });
};
