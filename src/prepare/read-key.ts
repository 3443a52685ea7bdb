import { ConfigError, SsdError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { keyFault } from '../protect/pseudonyms.ts';
import type { Secret, Site } from '../site/model.ts';
import { resolveSecret } from '../site/secret.ts';

/** A key of the site, and what cannot be done without it. */
interface KeyRequest {
  readonly path: readonly string[];
  readonly secret: Secret;
  readonly code: string;
  readonly message: string;
}

type Fault = Pick<Problem, 'code' | 'message' | 'hint'>;

/**
 * Reads a key under which something is hashed.
 * @throws ConfigError when it cannot be had or is weak; it is never repeated.
 */
export function readKey(site: Site, { path, secret, code, message }: KeyRequest): string {
  const refuse = (fault: Fault): ConfigError =>
    new ConfigError({
      code,
      message,
      problems: [
        {
          severity: 'error',
          at: site.yaml.at(path),
          code: fault.code,
          message: fault.message,
          hint: fault.hint,
        },
      ],
    });
  const fault = (key: string): Fault | undefined => {
    const why = keyFault(key);
    if (why === undefined) return undefined;
    return {
      code: 'weak-key',
      message: `the key is too weak: ${why}`,
      hint: 'make one that nobody can guess, once, and keep it: node -p "crypto.randomBytes(32).toString(\'hex\')"',
    };
  };
  let key: string;
  try {
    key = resolveSecret(secret);
  } catch (error) {
    if (!(error instanceof SsdError)) throw error;
    throw refuse(error);
  }
  const weak = fault(key);
  if (weak) throw refuse(weak);
  return key;
}

/**
 * The key under which keys in findings.csv are masked alike in every run; undefined when the site
 * gives none.
 * @throws ConfigError
 */
export function findingsKey(site: Site): string | undefined {
  if (!site.findings) return undefined;
  return readKey(site, {
    path: ['findings', 'key'],
    secret: site.findings.key,
    code: 'findings-key',
    message: 'keys in findings.csv cannot be masked alike without the key of the site',
  });
}
