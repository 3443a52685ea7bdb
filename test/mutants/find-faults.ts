import fs from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { ROOT } from '../support/process.ts';
import type { Mutant } from './mutant.ts';

/**
 * Why these mutants cannot be tried, in words: a list that has rotted is told, not passed over.
 * Quick enough for every run of the tests, since only files are read and parsed.
 */
export function findFaults(mutants: readonly Mutant[]): string[] {
  const texts = new Map<string, string | undefined>();
  const seen = new Set<string>();
  return mutants.flatMap((mutant) => {
    const { file, find, replace } = mutant;
    if (!texts.has(file)) texts.set(file, source(file));
    const change = JSON.stringify([file, find, replace]);
    if (seen.has(change)) return [`twice: src/${file}: ${find}`];
    seen.add(change);
    return faultsOf(mutant, texts.get(file));
  });
}

function faultsOf({ file, find, replace, tests }: Mutant, text: string | undefined): string[] {
  if (text === undefined) return [`stale: there is no src/${file}`];
  const found = text.split(find).length - 1;
  if (found !== 1) return [`stale: src/${file} has ${found} times, not once: ${find}`];
  const parses = parsesAsNodeDoes(text.replace(find, () => replace));
  return [
    ...(parses ? [] : [`no mutant: src/${file} would not parse: ${replace}`]),
    ...tests
      .filter((test) => !fs.existsSync(path.join(ROOT, 'test', test)))
      .map((test) => `stale: there is no test/${test}`),
  ];
}

/** A tenth of the time that the compiler takes for it. */
function parsesAsNodeDoes(text: string): boolean {
  try {
    stripTypeScriptTypes(text);
    return true;
  } catch {
    return false;
  }
}

function source(file: string): string | undefined {
  const full = path.join(ROOT, 'src', file);
  return fs.existsSync(full) ? fs.readFileSync(full, 'utf8').replaceAll('\r\n', '\n') : undefined;
}
