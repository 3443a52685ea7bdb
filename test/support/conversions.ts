import fs from 'node:fs';
import path from 'node:path';
import { startEngine } from '../../src/analyse/engine.ts';
import { cliHere } from './cli-here.ts';
import type { Ended } from './process.ts';

/** Runs `ssd-extract convert`. */
export function convert(
  bundle: string,
  to: string,
  out: string,
  ...more: string[]
): Promise<Ended> {
  return cliHere(['convert', bundle, '--to', to, '--out', out, ...more]);
}

/** Gives a name in a folder of its own, below `dir`, in which nothing is yet. */
export function placesIn(dir: string): (name: string) => string {
  return (name) => path.join(fs.mkdtempSync(path.join(dir, 'to-')), name);
}

/** What a query gives, in a DuckDB file or in memory. */
export async function rowsOf(sql: string, file?: string): Promise<unknown[][]> {
  const engine = await startEngine({ file });
  try {
    return (await engine.connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    await engine.close();
  }
}
