import tls from 'node:tls';
import { readAuthority } from '../../sources/ca-file.ts';

/**
 * Whom a connection to a service of the authority may trust: those of `ca_file` alone, else those
 * of Node and of the machine, where a council keeps its own.
 */
export function trusted(caFile: string | undefined): {
  readonly ca: string[];
  readonly rejectUnauthorized: true;
  readonly minVersion: 'TLSv1.2';
} {
  const ca =
    caFile === undefined
      ? [...tls.getCACertificates('default'), ...tls.getCACertificates('system')]
      : [readAuthority(caFile)];
  // said aloud, so that NODE_TLS_REJECT_UNAUTHORIZED cannot turn it off
  return { ca, rejectUnauthorized: true, minVersion: 'TLSv1.2' };
}
