// The age format (age-encryption.org), by the package of its author. It is loaded when it is first
// needed: most runs do without.
import fs from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Identity, Recipient } from 'age-encryption';

/** How the files of an encrypted bundle end. */
export const AGE_ENDING = '.age';

/** A file that the keys do not open, or that is not as it was encrypted. */
export class AgeFault extends Error {
  /** `no-match`: it was encrypted to somebody else. */
  readonly code: 'no-match' | 'damaged';

  constructor(code: AgeFault['code']) {
    super(
      code === 'no-match'
        ? 'it was not encrypted to this identity'
        : 'it cannot be decrypted: it is damaged, or cut short',
    );
    this.code = code;
  }
}

/** What opens an encrypted file: the secret keys of a recipient, or the key of this one file. */
export type Unlock = { readonly identities: readonly string[] } | { readonly fileKey: Uint8Array };

export interface Encrypted {
  readonly stream: AsyncIterable<Uint8Array>;
  /** Opens the file without anybody's secret key. Held in memory to read it back, then dropped. */
  readonly fileKey: Uint8Array;
}

/** Encrypts a stream, piece by piece, to all of the recipients. */
export async function encryptTo(
  recipients: readonly string[],
  plain: ReadableStream<Uint8Array>,
): Promise<Encrypted> {
  const { Encrypter } = await import('age-encryption');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const keeper = new KeyKeeper();
  encrypter.addRecipient(keeper);
  const stream = await encrypter.encrypt(plain);
  return { stream, fileKey: keeper.fileKey };
}

/** Asked to wrap the key of a file like any recipient, it writes nothing down and remembers it. */
class KeyKeeper implements Recipient {
  fileKey: Uint8Array = new Uint8Array();

  wrapFileKey(fileKey: Uint8Array): [] {
    this.fileKey = fileKey.slice();
    return [];
  }
}

/**
 * The plain bytes of an encrypted file, in pieces; each piece was proved to be genuine before it is
 * given, the end of the file with the last.
 * @throws AgeFault, or an error of the file system
 */
export async function* decryptFile(file: string, unlock: Unlock): AsyncGenerator<Uint8Array> {
  const { Decrypter } = await import('age-encryption');
  const decrypter = new Decrypter();
  for (const identity of identitiesOf(unlock)) decrypter.addIdentity(identity);
  const source = fs.createReadStream(file, { highWaterMark: 1 << 18 });
  try {
    const plain = await decrypter.decrypt(Readable.toWeb(source));
    yield* plain;
  } catch (error) {
    throw explain(error);
  } finally {
    source.destroy();
  }
}

function identitiesOf(unlock: Unlock): readonly (string | Identity)[] {
  return 'identities' in unlock
    ? unlock.identities
    : [{ unwrapFileKey: () => unlock.fileKey } satisfies Identity];
}

/** The package throws plain errors, whose words may quote keys. */
function explain(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (typeof (error as NodeJS.ErrnoException).code === 'string') return error;
  return new AgeFault(/no identity matched/.test(error.message) ? 'no-match' : 'damaged');
}
