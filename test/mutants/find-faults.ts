import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from '../support/process.ts';
import type { Mutant } from './mutant.ts';

/** Why these mutants cannot be tried, in words: a list that has rotted is told, not passed over. */
export function findFaults(mutants: readonly Mutant[]): string[] {
  const texts = new Map<string, string | undefined>();
  return mutants.flatMap((mutant) => {
    const { file } = mutant;
    if (!texts.has(file)) texts.set(file, source(file));
    return faultsOf(mutant, texts.get(file));
  });
}

function faultsOf({ file, find, replace, tests }: Mutant, text: string | undefined): string[] {
  if (text === undefined) return [`stale: there is no src/${file}`];
  const found = text.split(find).length - 1;
  if (found !== 1) return [`stale: src/${file} has ${found} times, not once: ${find}`];
  const { diagnostics = [] } = ts.transpileModule(
    text.replace(find, () => replace),
    { fileName: file, reportDiagnostics: true },
  );
  return [
    ...(diagnostics.length > 0 ? [`no mutant: src/${file} would not parse: ${replace}`] : []),
    ...tests
      .filter((test) => !fs.existsSync(path.join(ROOT, 'test', test)))
      .map((test) => `stale: there is no test/${test}`),
  ];
}

function source(file: string): string | undefined {
  const full = path.join(ROOT, 'src', file);
  return fs.existsSync(full) ? fs.readFileSync(full, 'utf8').replaceAll('\r\n', '\n') : undefined;
}
