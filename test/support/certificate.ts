import fs from 'node:fs';
import path from 'node:path';
import { generate } from 'selfsigned';

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate that signs itself, for `localhost` unless told otherwise. */
export async function certificate(name = 'localhost', notAfterDate?: Date): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: name }], {
    keySize: 2048,
    algorithm: 'sha256',
    notBeforeDate: new Date('2020-01-01'),
    notAfterDate: notAfterDate ?? new Date('2100-01-01'),
    extensions: [
      { name: 'subjectAltName', altNames: [{ type: 2, value: name }] },
      { name: 'basicConstraints', cA: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

/** The certificate as the file of an authority that vouches for it, in a folder below `dir`. */
export function caFile(dir: string, { cert }: Certificate): string {
  const file = path.join(fs.mkdtempSync(path.join(dir, 'ca-')), 'ca.pem');
  fs.writeFileSync(file, cert);
  return file;
}
