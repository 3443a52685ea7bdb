import fs from 'node:fs';
import path from 'node:path';
import { readCsv } from '../../src/bundle/csv-reader.ts';
import { SILENT } from '../../src/extract/progress.ts';
import type { RunResult } from '../../src/run/run-result.ts';
import { runExtract } from '../../src/run/run.ts';
import { loadSite } from '../../src/site/load.ts';
import { tempDir } from './files.ts';
import { placeFilled } from './filled-database.ts';
import { siteWith } from './site.ts';

/** Of the whole test file: a folder made inside a hook would be gone when the hook ends. */
const root = tempDir();

type Contents =
  | { readonly from: string }
  | { readonly children: number; readonly seed: number }
  | { readonly database: string };

export interface Extracted extends RunResult {
  /** Folder of the embedded database. */
  readonly database: string;
}

/**
 * Fills an embedded database (or takes one that is there) and extracts it in this process; `more`
 * is further YAML of the site file; `notices` gathers what is told meanwhile.
 */
export async function extract({
  asOf,
  cms = 'liquid_logic',
  more = '',
  only,
  notices = [],
  ...contents
}: Contents & {
  readonly notices?: string[];
  readonly asOf: string;
  readonly cms?: string;
  readonly more?: string;
  readonly only?: readonly string[];
}): Promise<Extracted> {
  const dir = fs.mkdtempSync(path.join(root, 'x'));
  const site = loadSite(
    siteWith({ dir, cms, more, database: 'database' in contents ? contents.database : './db' }),
  );
  if (!('database' in contents)) {
    await placeFilled(site, 'from' in contents ? { from: contents.from } : { ...contents, asOf });
  }
  const result = await runExtract({
    site,
    asOf,
    signal: new AbortController().signal,
    progress: {
      ...SILENT,
      notice: (text) => {
        notices.push(text);
      },
    },
    ...(only ? { only } : {}),
  });
  return { ...result, database: 'database' in contents ? contents.database : path.join(dir, 'db') };
}

export type CsvRow = Readonly<Record<string, string>>;

/** The rows of one object of a bundle; an empty cell is ''. */
export async function readObject(bundle: string, object: string): Promise<CsvRow[]> {
  const { columns, batches } = await readCsv(path.join(bundle, `${object}.csv`));
  const rows: CsvRow[] = [];
  for await (const batch of batches) {
    for (const row of batch) {
      rows.push(Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ''])));
    }
  }
  return rows;
}
