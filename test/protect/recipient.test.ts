import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import {
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption';
import { bech32 } from '@scure/base';
import fc from 'fast-check';
import { decryptionKeyFault } from '../../src/protect/identity.ts';
import { recipientFaults } from '../../src/protect/recipient.ts';

describe('recipients and identities', () => {
  let identity = '';
  let recipient = '';
  let hybridIdentity = '';
  let hybrid = '';
  before(async () => {
    identity = await generateX25519Identity();
    recipient = await identityToRecipient(identity);
    hybridIdentity = await generateHybridIdentity();
    hybrid = await identityToRecipient(hybridIdentity);
  });
  const messages = (...recipients: string[]): string[] =>
    recipientFaults(recipients).map(({ index, message }) => `${index} ${message}`);

  it('of X25519, and post-quantum ones, are accepted', () => {
    assert.deepEqual(messages(recipient), []);
    assert.deepEqual(messages(hybrid, hybrid), []);
    assert.equal(decryptionKeyFault(identity), undefined);
    assert.equal(decryptionKeyFault(hybridIdentity), undefined);
  });
  it('are not mixed: one that is not post-quantum would undo the other', () => {
    assert.match(messages(hybrid, recipient).join(), /^1 post-quantum recipients and others/);
    assert.match(messages(recipient, recipient, hybrid).join(), /^2 post-quantum/);
  });
  it('with one character wrong are refused, whichever it is', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: recipient.length - 1 }),
        fc.constantFrom(...'qpzry9x8gf2tvdw0s3jn54khce6mua7lXb1 '),
        (at, character) => {
          const changed = `${recipient.slice(0, at)}${character}${recipient.slice(at + 1)}`;
          if (changed === recipient) return;
          assert.equal(messages(changed).length, 1);
        },
      ),
    );
  });
  it('that are secret keys are refused and not repeated', () => {
    const [message = ''] = messages(identity);
    assert.match(message, /secret key and does not belong here/);
    assert.ok(!message.includes(identity.slice(16)));
  });
  for (const [what, text, expected] of [
    ['an ssh key', 'ssh-ed25519 AAAAC3Nza', /ssh keys are not supported/],
    ['no key', 'jane@example.org', /this is none, or a character of it is wrong/],
    ['nothing', '', /this is none/],
    ['a key of another kind', bech32.encodeFromBytes('age1se', Buffer.alloc(32)), /not supported/],
  ] as const) {
    it(`that are ${what} are refused`, () => assert.match(messages(text).join(), expected));
  }
  for (const [what, make, expected] of [
    ['a public key', () => recipient, /this is a public key/],
    ['of a plugin', () => 'AGE-PLUGIN-YUBIKEY-1QQQQ', /kept by a plugin/],
    ['an encrypted file', () => 'age-encryption.org/v1', /encrypted itself/],
    ['cut short', () => identity.slice(0, -3), /not a key/],
    ['nothing of the kind', () => 'hunter2', /not a key/],
  ] as const) {
    it(`no identity: ${what}`, () => {
      const fault = decryptionKeyFault(make()) ?? '';
      assert.match(fault, expected);
      assert.ok(!fault.includes(make()));
    });
  }
});
