import { ConfigError } from '../../problems/errors.ts';
import type { Fragment } from '../dialect.ts';

/** CHECKSUM is SQL Server's own: on another engine nothing gives the same numbers. */
export function noChecksum(engine: string): Fragment {
  throw new ConfigError({
    code: 'no-checksum',
    message: `${engine} has no CHECKSUM`,
    hint: 'set text_hash: md5 in the site file, or run on SQL Server',
  });
}
