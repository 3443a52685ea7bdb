import { bech32 } from '@scure/base';

/** Kinds of recipients, with the bytes of their keys; the beginning of each tells it apart. */
const KINDS = [
  { prefix: 'age', bytes: 32, postQuantum: false },
  { prefix: 'age1pq', bytes: 1216, postQuantum: true },
  { prefix: 'age1tag', bytes: 33, postQuantum: false },
  { prefix: 'age1tagpq', bytes: 1249, postQuantum: true },
] as const;

const EXPECTED =
  'a recipient is a public key as age-keygen prints it: age1…, or age1pq1… for post-quantum';

/** Why texts cannot be the recipients of a bundle, the first fault of each; nothing is repeated. */
export function recipientFaults(
  recipients: readonly string[],
): readonly { readonly index: number; readonly message: string }[] {
  const kinds = recipients.map(kindOf);
  const faults = kinds.flatMap((kind, index) =>
    typeof kind === 'string' ? [{ index, message: kind }] : [],
  );
  if (faults.length > 0) return faults;
  const other = kinds.findIndex((kind) => isPostQuantum(kind) !== isPostQuantum(kinds[0]));
  return other === -1
    ? []
    : [
        {
          index: other,
          message:
            'post-quantum recipients and others cannot be mixed: a file is only as safe as the weakest of them',
        },
      ];
}

type Kind = (typeof KINDS)[number];

function isPostQuantum(kind: Kind | string | undefined): boolean {
  return typeof kind === 'object' && kind.postQuantum;
}

/** The kind of a recipient, or what is wrong with it. */
function kindOf(text: string): Kind | string {
  if (/^AGE-(?:SECRET-KEY|PLUGIN)-/i.test(text)) {
    return `this is a secret key and does not belong here: make a new one, and write its public key; ${EXPECTED}`;
  }
  if (text.startsWith('ssh-')) return `ssh keys are not supported; ${EXPECTED}`;
  const decoded = decode(text);
  if (!decoded) return `${EXPECTED}; this is none, or a character of it is wrong`;
  const { prefix, bytes } = decoded;
  const kind = KINDS.find((known) => known.prefix === prefix && known.bytes === bytes);
  return kind ?? `${EXPECTED}; keys of this kind are not supported`;
}

function decode(text: string): { readonly prefix: string; readonly bytes: number } | undefined {
  try {
    // the limit of 90 characters is not for keys
    const { prefix, words } = bech32.decode(text as `${string}1${string}`, false);
    return text === text.toLowerCase()
      ? { prefix, bytes: bech32.fromWords(words).length }
      : undefined;
  } catch {
    return undefined;
  }
}
