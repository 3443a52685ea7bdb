import { ucs2, u16, u8 } from './bytes.ts';

/** [MS-TDS] 2.2.6.5, option ENCRYPTION. */
export const Encryption = { off: 0, on: 1, notSupported: 2, required: 3 } as const;

/** The encryption that a client asks for in its PRELOGIN. */
export function encryptionAsked(prelogin: Buffer): number {
  for (let at = 0; prelogin[at] !== 0xff && at < prelogin.length; at += 5) {
    if (prelogin[at] === 1) {
      return prelogin[prelogin.readUInt16BE(at + 1)] ?? Encryption.notSupported;
    }
  }
  return Encryption.notSupported;
}

/** The answer to a PRELOGIN: version, encryption, instance, MARS off. */
export function preloginAnswer(encryption: number): Buffer {
  const options: readonly [number, Buffer][] = [
    [0, Buffer.from([16, 0, 0x10, 0, 0, 0])],
    [1, u8(encryption)],
    [2, u8(0)],
    [4, u8(0)],
  ];
  const heads: Buffer[] = [];
  let offset = options.length * 5 + 1;
  for (const [token, data] of options) {
    const head = Buffer.alloc(5);
    head.writeUInt8(token, 0);
    head.writeUInt16BE(offset, 1);
    head.writeUInt16BE(data.length, 3);
    heads.push(head);
    offset += data.length;
  }
  return Buffer.concat([...heads, u8(0xff), ...options.map(([, data]) => data)]);
}

/** What a client says of itself in LOGIN7. */
export interface Login {
  readonly user: string;
  readonly password: string;
  readonly application: string;
  readonly database: string;
  readonly readOnlyIntent: boolean;
  readonly packetSize: number;
  /** The first NTLM message, when it logs in with a Windows account. */
  readonly sspi: Buffer | undefined;
}

/** [MS-TDS] 2.2.6.4. */
export function readLogin(bytes: Buffer): Login {
  const text = (at: number): string =>
    bytes
      .subarray(bytes.readUInt16LE(at), bytes.readUInt16LE(at) + bytes.readUInt16LE(at + 2) * 2)
      .toString('utf16le');
  const scrambled = bytes.subarray(
    bytes.readUInt16LE(44),
    bytes.readUInt16LE(44) + bytes.readUInt16LE(46) * 2,
  );
  const integrated = (bytes.readUInt8(25) & 0x80) !== 0;
  const sspi = bytes.subarray(
    bytes.readUInt16LE(78),
    bytes.readUInt16LE(78) + bytes.readUInt16LE(80),
  );
  return {
    user: text(40),
    password: unscramble(scrambled),
    application: text(48),
    database: text(68),
    readOnlyIntent: (bytes.readUInt8(26) & 0x20) !== 0,
    packetSize: bytes.readUInt32LE(8),
    sspi: integrated ? sspi : undefined,
  };
}

/** Each byte was turned by four bits and then inverted in part. */
function unscramble(bytes: Buffer): string {
  return Buffer.from(
    bytes.map((byte) => {
      const plain = byte ^ 0xa5;
      return ((plain << 4) | (plain >> 4)) & 0xff;
    }),
  ).toString('utf16le');
}

const CHALLENGE_HEAD = 56;

/** The second NTLM message: a nonce and the name of the domain, enough for a client to answer. */
export function ntlmChallenge(domain: string): Buffer {
  const target = ucs2(domain);
  const info = Buffer.concat([u16(2), u16(target.length), target, u16(0), u16(0)]);
  const head = Buffer.alloc(CHALLENGE_HEAD);
  head.write('NTLMSSP\0', 'ascii');
  head.writeUInt32LE(2, 8);
  head.writeUInt16LE(target.length, 12);
  head.writeUInt16LE(target.length, 14);
  head.writeUInt32LE(CHALLENGE_HEAD, 16);
  head.writeUInt32LE(0xa2898205, 20);
  head.write('a nonce.', 24, 8, 'ascii');
  head.writeUInt16LE(info.length, 40);
  head.writeUInt16LE(info.length, 42);
  head.writeUInt32LE(CHALLENGE_HEAD + target.length, 44);
  return Buffer.concat([head, target, info]);
}

/** `DOMAIN\user` of the third NTLM message. */
export function ntlmAccount(message: Buffer): string {
  const field = (at: number): string =>
    message
      .subarray(
        message.readUInt32LE(at + 4),
        message.readUInt32LE(at + 4) + message.readUInt16LE(at),
      )
      .toString('utf16le');
  return `${field(28)}\\${field(36)}`;
}
