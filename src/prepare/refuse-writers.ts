import type { OverrideRecord } from '../mapping/overrides.ts';
import { ConfigError } from '../problems/errors.ts';
import type { ServerDescription } from '../sources/source.ts';

/**
 * SQL of a site is read by our own guard only, so the database must hold as well: the login may
 * write nothing. Rights that could not be read count as rights to write.
 * @throws ConfigError
 */
export function refuseWriters(
  overrides: readonly OverrideRecord[],
  { writeRights }: Pick<ServerDescription, 'writeRights'>,
): void {
  const given = overrides.filter((override) => override.kind === 'sql');
  if (given.length === 0 || (writeRights !== 'unknown' && writeRights.length === 0)) return;
  const places = given.map(({ object, what }) => `${object}, ${what}`).join('; ');
  throw new ConfigError({
    code: 'login-can-write',
    message:
      writeRights === 'unknown'
        ? `the site gives SQL of its own (${places}), and whether the login could write is not known`
        : `the site gives SQL of its own (${places}), and the login could write: ${writeRights.join(', ')}`,
    hint: 'use a login with SELECT and nothing else, or write the override in the mapping language (docs/overrides.md)',
  });
}
