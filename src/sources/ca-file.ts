import { X509Certificate } from 'node:crypto';
import { readRegularFile } from '../files/read-file.ts';
import { ConfigError } from '../problems/errors.ts';
import { decodeText } from '../site/decode-text.ts';
import { showPath } from '../yaml/read.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The certificates of a `ca_file` as PEM. The file is PEM text, or one certificate in DER, as
 * Windows exports it.
 * @throws ConfigError when the file holds no certificate, before anything is connected: the driver
 * would pass over what it cannot read, and then trust nobody.
 */
export function readAuthority(file: string): string {
  const bytes = readBytes(file);
  const text = decodeText(bytes) ?? '';
  const [...found] = text.match(CERTIFICATE) ?? [];
  const certificates = found.length > 0 ? found.map(parse) : [parse(bytes)];
  if (certificates.every((certificate) => certificate !== undefined)) {
    return certificates.map(String).join('\n');
  }
  throw new ConfigError({
    code: 'bad-ca-file',
    message: `the certificate file ${showPath(file)} ${whatItIs(text, bytes)}`,
    hint: 'export the certificate of the authority as "Base-64 encoded X.509 (.CER)"; from a P7B file: openssl pkcs7 -print_certs -in FILE -out ca.pem (with -inform der where it is not text)',
  });
}

function parse(certificate: string | Uint8Array): X509Certificate | undefined {
  try {
    return new X509Certificate(certificate);
  } catch {
    return undefined;
  }
}

function whatItIs(text: string, bytes: Uint8Array): string {
  if (/-----BEGIN PKCS7-----/.test(text)) return 'is a P7B collection';
  if (/PRIVATE KEY-----/.test(text)) return 'holds a private key: keep that on the server';
  if (/-----BEGIN CERTIFICATE-----/.test(text)) return 'holds a certificate that cannot be read';
  const der = bytes[0] === 0x30;
  return der
    ? 'is not one certificate (it may be a P7B or PFX collection)'
    : 'holds no certificate';
}

function readBytes(file: string): Uint8Array {
  try {
    return readRegularFile(file);
  } catch (error) {
    throw new ConfigError({
      code: 'no-ca-file',
      message: `the certificate file ${showPath(file)} cannot be read`,
      hint: "ca_file holds the certificate of the authority that signed the server's",
      cause: error,
    });
  }
}
