import type { Problem } from '../problems/problem.ts';
import { holdsSecret, namesSecret } from '../problems/redact.ts';
import type { YamlFile, YamlPath } from '../yaml/read.ts';

/** Keys of `connection` in which `user/password@` or `user:password@` may stand before the host. */
const PLACES: ReadonlySet<string> = new Set([
  'connect_string',
  'database',
  'host',
  'instance',
  'server',
]);

const PLACES_OF_SECRETS: ReadonlySet<string> = new Set(['env', 'file', 'credential', 'prompt']);
/** Maps in which a person may write a secret. */
const PARTS: readonly YamlPath[] = [
  ['connection'],
  ['source'],
  ['output'],
  ...['command', 'webhook', 'email', 'healthcheck'].map((channel) => ['notify', channel]),
];

/** Secrets that stand in the site file itself: each with its place, and not repeated. */
export function writtenSecrets(yaml: YamlFile): Problem[] {
  const root = fieldsOf(yaml.value);
  return [
    ...keysWithSecrets(yaml, []),
    ...PARTS.flatMap((part) => keysWithSecrets(yaml, part)),
    ...writtenKey(yaml, 'pseudonymise', 'SSD_PSEUDONYM_KEY'),
    ...writtenKey(yaml, 'findings', 'SSD_FINDINGS_KEY'),
    ...Object.entries(fieldsOf(root['connection']))
      .filter(([key, value]) => typeof value === 'string' && !namesSecret(key))
      .filter(([key, value]) => valueHoldsSecret(key, value as string))
      .map(([key]): Problem => ({
        severity: 'error',
        code: 'secret-in-file',
        message: `a secret does not belong in the site file: "${key}" holds a password`,
        at: yaml.at(['connection', key]),
        hint: `leave user and password out of it: they are connection.user and connection.password: {env: SSD_DB_PASSWORD}. Change the secret: it has been in a file`,
      })),
  ];
}

function keysWithSecrets(yaml: YamlFile, path: YamlPath): Problem[] {
  const fields = fieldsOf(path.reduce<unknown>((at, key) => fieldsOf(at)[String(key)], yaml.value));
  return Object.entries(fields)
    .filter(([key, value]) => namesSecret(key) && isWritten(key, value))
    .map(([key]): Problem => {
      const name = /^\w+$/.test(key) ? key : 'password';
      return {
        severity: 'error',
        code: 'secret-in-file',
        message: `a secret does not belong in the site file ("${name}")`,
        at: yaml.at([...path, key], { key: true }),
        hint: `write ${name}: {env: ${path[0] === 'notify' ? 'SSD_NOTIFY_SECRET' : 'SSD_DB_PASSWORD'}}, set that environment variable, and change the secret: it has been in a file`,
      };
    });
}

/** A key under which something is hashed, written where the place of it belongs. */
function writtenKey(yaml: YamlFile, part: string, variable: string): Problem[] {
  const written = fieldsOf(yaml.value)[part];
  const value = fieldsOf(written)['key'] ?? written;
  if (typeof value !== 'string') return [];
  return [
    {
      severity: 'error',
      code: 'secret-in-file',
      message: `a secret does not belong in the site file ("${part}.key")`,
      at: yaml.at([part]),
      hint: `write ${part}: {key: {env: ${variable}}}, and make a new key: this one has been in a file`,
    },
  ];
}

/**
 * A plain value, a key that has swallowed its value for want of a blank after the colon, or
 * anything beside the place of the secret.
 */
function isWritten(key: string, value: unknown): boolean {
  if (value === null) return !/^\w+$/.test(key);
  if (typeof value !== 'object') return true;
  return Object.keys(value).some((name) => !PLACES_OF_SECRETS.has(name));
}

function valueHoldsSecret(key: string, value: string): boolean {
  if (holdsSecret(value)) return true;
  if (key === 'user') return /^[^\s/]+\/[^\s/]/.test(value);
  return PLACES.has(key) && !value.trimStart().startsWith('(') && /[/:].*@/s.test(value);
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
