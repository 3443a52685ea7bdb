import fs from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';

/** Remembers, from one start of the scheduler to the next, when a run was last due or made. */
export interface LastRun {
  /** Undefined when nothing is known, as at the very first start. */
  read(): Promise<Date | undefined>;
  write(moment: Date): Promise<void>;
}

/** Kept in a hidden file of the output folder, one a site. */
export function lastRunIn(dir: string, site: string): LastRun {
  const file = path.join(dir, `.ssd-extract.schedule-${site}.json`);
  return {
    read: async () => momentIn(await fs.readFile(file, 'utf8').catch(() => '')),
    write: async (moment) => {
      await makeFolder(dir);
      const next = `${file}.new`;
      await fs.writeFile(next, `${JSON.stringify({ last: moment.toISOString() })}\n`, {
        mode: 0o600,
      });
      await fs.rename(next, file);
    },
  };
}

/** A file that is broken is as good as none. */
function momentIn(text: string): Date | undefined {
  const [, iso = ''] = /"last"\s*:\s*"([^"]+)"/.exec(text) ?? [];
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
