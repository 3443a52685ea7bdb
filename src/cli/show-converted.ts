import type { Converted } from '../analyse/convert-bundle.ts';
import { plural } from './output.ts';
import { print } from './terminal.ts';

/** What was made, and which cells are empty in it because they are not of their type. */
export function showConverted({ tables, rows, misfits }: Converted, out: string): void {
  print(`${out}: ${plural(tables, 'object')}, ${plural(rows, 'row')}`);
  for (const { object, field, count } of misfits) {
    print(`${object}.${field}: ${plural(count, 'cell')} not of its type, empty here; see the CSV`);
  }
}
