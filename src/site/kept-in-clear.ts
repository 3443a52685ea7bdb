import type { Problem } from '../problems/problem.ts';
import type { YamlFile } from '../yaml/read.ts';

interface Settings {
  readonly output: { readonly keep_failed: boolean; readonly encrypt_to: readonly string[] };
  readonly pseudonymise?: object | undefined;
}

/**
 * What is kept of a failed run is not encrypted: a site that encrypts bundles keeps nothing. Nor
 * does one with pseudonyms: rules are checked on what the CMS holds, and kept files do not hold it.
 */
export function keptInClear(yaml: YamlFile, { output, pseudonymise }: Settings): Problem[] {
  if (!output.keep_failed) return [];
  const why = [
    ...(output.encrypt_to.length > 0
      ? ['output.keep_failed keeps files that are not encrypted, and output.encrypt_to wants none']
      : []),
    ...(pseudonymise
      ? ['output.keep_failed keeps what is checked again later, and pseudonyms cannot be checked']
      : []),
  ];
  return why.map((message) => ({
    severity: 'error',
    code: 'kept-in-clear',
    message,
    hint: 'leave out keep_failed: a failed run is then read from its start',
    at: yaml.at(['output', 'keep_failed']),
  }));
}
