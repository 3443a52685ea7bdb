import { StructureFault } from './structure-fault.ts';

const SEPARATORS: readonly (readonly [string, string])[] = [
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'vertical bars'],
];

/**
 * Recognises a header that came of another format: one cell, in which other separators stand; the
 * line by which Excel is told of a separator.
 * @throws StructureFault
 */
export function refuseOtherFormat(file: string, columns: readonly string[]): void {
  const [only = '', ...others] = columns;
  if (/^sep=/i.test(only)) {
    throw new StructureFault(file, {
      what: 'the first line is a hint for Excel (sep=), not the header',
      hint: 'delete that line, and separate cells by commas',
      line: 1,
    });
  }
  const found = SEPARATORS.find(([character]) => only.includes(character));
  if (others.length > 0 || !found) return;
  throw new StructureFault(file, {
    what: `the cells are separated by ${found[1]}, not by commas`,
    hint: 'export it anew with commas; Excel does so as "CSV UTF-8 (Comma delimited)"',
    line: 1,
  });
}
