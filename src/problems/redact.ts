const SECRET_WORDS = 'password|passwd|pwd|passphrase|secret|token';

const ASSIGNED = new RegExp(`(\\w*(?:${SECRET_WORDS})\\w*)\\s*[=:]\\s*[^;),&\\s"]+`, 'gi');
/** Everything before the last `@` of a word: `user/password@`, `//user:password@`. */
const BEFORE_AT = /[^\s"'=(]*@(?=[^\s"'@]*)/g;
/** What YAML says of a name that it cannot resolve: a password may begin with `*` or `!`. */
const UNRESOLVED = /\b(alias|tag)\b([^:]*):.*$/i;

/**
 * Text that a person wrote where no secret belongs, without whatever could be one: for every
 * message that repeats a host, a connect string or a key of a site file.
 */
export function redact(text: string): string {
  return text.replace(UNRESOLVED, '$1$2').replace(BEFORE_AT, '***@').replace(ASSIGNED, '$1=***');
}

/** Whether a text holds a password: in a URL, before an `@`, or as a setting of its own. */
export function holdsSecret(text: string): boolean {
  return (
    /:\/\/[^/\s]*:[^/\s]*@/.test(text) ||
    new RegExp(`(?:^|[;(?&\\s])(?:${SECRET_WORDS})\\s*=\\s*[^\\s;)]`, 'i').test(text)
  );
}

/** Whether a key is one for secrets, or swallowed one: `password:hunter2` without a blank. */
export function namesSecret(key: string): boolean {
  return new RegExp(SECRET_WORDS, 'i').test(key);
}
