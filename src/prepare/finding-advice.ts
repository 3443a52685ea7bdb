import path from 'node:path';
import { type Advice, loadAdvice } from '../validate/advice.ts';
import { DATA_DIR } from './paths.ts';

/**
 * What is told of findings: the packaged `data/findings.yml`.
 * @throws ConfigError with the places where the file is broken.
 */
export function findingAdvice(): Advice {
  return loadAdvice(path.join(DATA_DIR, 'findings.yml'));
}
