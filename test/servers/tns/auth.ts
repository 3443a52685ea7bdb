import { createCipheriv, createDecipheriv, createHash, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Writer, type Reader } from './wire.ts';

// fewer than the usual 4096: a test logs in hundreds of times
const ITERATIONS = 64;
const KEY_ITERATIONS = 3;

const hex = (bytes: Buffer): string => bytes.toString('hex').toUpperCase();
const encrypt = (key: Buffer, bytes: Buffer): Buffer => {
  const cipher = createCipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
};
const decrypt = (key: Buffer, bytes: Buffer): Buffer => {
  const cipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
};

/** User name and pairs of an authentication request; its header is read. */
export function readLogin(reader: Reader): { user: string; pairs: ReadonlyMap<string, string> } {
  reader.skip(1).skipUb(2).skip(1);
  const count = reader.ub();
  reader.skip(2);
  const user = reader.bl()?.toString() ?? '';
  return { user, pairs: new Map(Array.from({ length: count }, () => reader.pair())) };
}

/** One login by the 12C verifier (PBKDF2, SHA-512), which drivers use by default. */
export class Login {
  readonly #key: Buffer;
  readonly #salt = randomBytes(16);
  readonly #mixing = randomBytes(16);
  readonly #ours = randomBytes(32);
  readonly #password: string;

  constructor(password: string) {
    this.#password = password;
    const derived = pbkdf2Sync(
      password,
      Buffer.concat([this.#salt, Buffer.from('AUTH_PBKDF2_SPEEDY_KEY')]),
      ITERATIONS,
      64,
      'sha512',
    );
    this.#key = createHash('sha512').update(derived).update(this.#salt).digest().subarray(0, 32);
  }

  challenge(): Buffer {
    return new Writer()
      .bytes(8)
      .ub(5)
      .pair('AUTH_SESSKEY', hex(encrypt(this.#key, this.#ours)))
      .pair('AUTH_VFR_DATA', hex(this.#salt), 0x4815)
      .pair('AUTH_PBKDF2_CSK_SALT', hex(this.#mixing))
      .pair('AUTH_PBKDF2_VGEN_COUNT', String(ITERATIONS))
      .pair('AUTH_PBKDF2_SDER_COUNT', String(KEY_ITERATIONS))
      .end();
  }

  /** The answer to the right password; undefined for any other, which decrypts to noise. */
  accept(pairs: ReadonlyMap<string, string>): Buffer | undefined {
    const theirs = decrypt(this.#key, Buffer.from(pairs.get('AUTH_SESSKEY') ?? '', 'hex')).subarray(
      0,
      32,
    );
    const mixed = pbkdf2Sync(
      hex(Buffer.concat([theirs, this.#ours])),
      this.#mixing,
      KEY_ITERATIONS,
      32,
      'sha512',
    );
    const clear = decrypt(mixed, Buffer.from(pairs.get('AUTH_PASSWORD') ?? '', 'hex')).subarray(16);
    const padding = clear.at(-1) ?? 0;
    if (clear.subarray(0, clear.length - padding).toString() !== this.#password) return undefined;
    const proof = Buffer.concat([
      randomBytes(16),
      Buffer.from('SERVER_TO_CLIENT'),
      Buffer.alloc(16, 16),
    ]);
    return new Writer()
      .bytes(8)
      .ub(3)
      .pair('AUTH_SVR_RESPONSE', hex(encrypt(mixed, proof)))
      .pair('AUTH_VERSION_NO', String(0x13030000))
      .pair('AUTH_MAX_OPEN_CURSORS', '300')
      .end();
  }
}
