import type { Problem } from '../problems/problem.ts';
import type { PlainYaml, YamlPath } from '../yaml/read.ts';

/** What the file says of this machine and its server; parameters and overrides are free texts. */
const SETTINGS = [
  'site',
  'cms',
  'connection',
  'source',
  'testdb',
  'output',
  'history',
  'spec',
  'window_years',
  'schedule',
  'notify',
];

const PATHS = [
  ...['dir', 'path', 'file', 'spec', 'history'],
  ...['ca_file', 'tns_admin', 'wallet_location'],
];

/** A whole Oracle descriptor may stand on several lines. */
const MAY_HAVE_LINES = ['connect_string'];

/**
 * Values of a site file that are fine as YAML and cannot have been meant: `"C:\temp"` holds a tab,
 * quotes of a word processor belong to the value, a Windows account is not a user of the database.
 */
export function commonSlips(yaml: PlainYaml): Problem[] {
  const top = isMap(yaml.value) ? yaml.value : {};
  return SETTINGS.flatMap((key) => slipsOf(yaml, top[key], [key]));
}

function slipsOf(yaml: PlainYaml, value: unknown, path: YamlPath): Problem[] {
  if (isMap(value)) {
    return Object.entries(value).flatMap(([key, item]) => slipsOf(yaml, item, [...path, key]));
  }
  if (typeof value !== 'string') return [];
  const slip = slipIn(value, path.join('.'));
  return slip
    ? [{ severity: 'error', code: 'slip', at: yaml.at(path), ...slip(path.join('.')) }]
    : [];
}

type Explain = (name: string) => Pick<Problem, 'message' | 'hint'>;

function slipIn(value: string, name: string): Explain | undefined {
  const key = name.slice(name.lastIndexOf('.') + 1);
  const text = MAY_HAVE_LINES.includes(key) ? value.replace(/[\r\n\t]/g, '') : value;
  if (/[\p{Cc}\u00a0\u2028\u2029]/u.test(text)) return controlCharacter;
  if (PATHS.includes(key) && /^[A-Za-z]:[^\\/]/.test(value)) return noSeparator;
  if (/^[\u2018-\u201f\u00ab\u00bb]|[\u2018-\u201f\u00ab\u00bb]$/u.test(value)) return wordQuotes;
  const isAccount = name === 'connection.user' && /^[\w.-]+\\[^\\]+$/.test(value);
  return isAccount ? windowsAccount : undefined;
}

const BACKSLASHES =
  'inside double quotes a backslash begins an escape (\\t is a tab, \\b a backspace, \\n a new line): write a path or name with a backslash in single quotes, or a path with / instead';

const controlCharacter: Explain = (name) => ({
  message: `"${name}" holds a control or invisible character`,
  hint: BACKSLASHES,
});

const noSeparator: Explain = (name) => ({
  message: `"${name}" has a drive and no \\ or / behind it`,
  hint: BACKSLASHES,
});

const wordQuotes: Explain = (name) => ({
  message: `"${name}" begins or ends with a quotation mark of a word processor, which would be part of the value`,
  hint: 'use the plain quotes \' or ", or none, and a plain text editor',
});

const windowsAccount: Explain = (name) => ({
  message: `"${name}" is written DOMAIN\\user, as Windows accounts are`,
  hint: 'with authentication: windows the domain has a key of its own, domain; any other login is a user of the database, without a domain',
});

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
