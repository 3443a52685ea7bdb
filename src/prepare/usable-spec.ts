import { ConfigError } from '../problems/errors.ts';
import { loadSpec } from '../spec/load.ts';
import type { Spec } from '../spec/model.ts';
import { showPath } from '../yaml/read.ts';

/**
 * Loads a spec to work by.
 * @throws ConfigError when an object, a relationship or a rule in it is broken: a rule that cannot
 * be applied must not pass in silence.
 */
export function usableSpec(dir: string): Spec {
  const spec = loadSpec(dir);
  if (spec.blocking.length > 0) {
    throw new ConfigError({
      code: 'bad-spec',
      message: `the spec ${showPath(dir)} cannot be used`,
      problems: spec.blocking,
      hint: 'ssd-extract spec check lists everything, warnings too',
    });
  }
  return spec;
}
