import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { ConnectionError, ExtractionError } from '../../../src/problems/errors.ts';
import { openMssql } from '../../../src/sources/mssql/source.ts';
import { Framing } from '../../../src/sources/oracle/framing.ts';
import { openOracle } from '../../../src/sources/oracle/source.ts';
import {
  acceptPacket,
  dataPackets,
  markerPacket,
  redirectPacket,
  refusePacket,
} from '../../servers/tns/packets.ts';
import { connectionTo } from '../../wire/mssql-support.ts';
import { failure, numbered, readIds, serve, siteOf } from '../../wire/oracle-support.ts';

/** A packet of Oracle's with any header; lengths have 16 bits before ACCEPT and 32 behind it. */
function packet(length: number, type: number, large: boolean, body = Buffer.alloc(64)): Buffer {
  const head = Buffer.alloc(8);
  if (large) head.writeUInt32BE(length, 0);
  else head.writeUInt16BE(length % 65_536, 0);
  head.writeUInt8(type, 4);
  return Buffer.concat([head, body]);
}

function accept(size: number): Buffer {
  const bytes = acceptPacket();
  bytes.writeUInt32BE(size, 32);
  return bytes;
}

/** Ten kinds, each in place of the acceptance and in place of the answer to a query. */
const KINDS: readonly [string, (large: boolean) => Buffer][] = [
  ['a length of 0', (large) => packet(0, 6, large)],
  ['a length of 1', (large) => packet(1, 6, large)],
  ['a length of 7', (large) => packet(7, 6, large)],
  ['a header and nothing else', (large) => packet(8, 6, large)],
  ['a huge length', (large) => packet(large ? 0xffffffff : 0xffff, large ? 6 : 99, large)],
  ['an unknown type', (large) => packet(72, 99, large)],
  ['type 0', (large) => packet(72, 0, large)],
  ['zeros', () => Buffer.alloc(4096)],
  ['a page of the web', () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(20))],
  ['a second acceptance, or one of packets of no bytes', () => accept(0)],
];

describe('malformed packets in place of Oracle', () => {
  for (const [name, make] of KINDS) {
    it(`${name}: the login ends in time`, { timeout: 10_000 }, async () => {
      const server = await serve({
        backing: numbered(1),
        fault: () => ({ inPlaceOfAccept: make(false) }),
      });
      const error = await failure(openOracle(siteOf(server)));
      assert.ok(error instanceof ConnectionError, String(error));
      assert.deepEqual([error.code, error.exitCode], ['not-oracle', 3], error.message);
    });

    it(`${name}: a query ends in time`, { timeout: 15_000 }, async () => {
      const server = await serve({
        backing: numbered(300),
        // protocol, data types, two for the login, three for the session
        fault: () => ({ inPlaceOfAnswer: { answers: 7, packet: make(true) } }),
      });
      const error = await failure(readIds(server));
      assert.ok(error instanceof ExtractionError || error instanceof ConnectionError);
      assert.ok([3, 4].includes(error.exitCode));
    });
  }

  for (const size of [1, 511, 2_097_153, 0xffffffff]) {
    it(`packets of ${size} bytes agreed on`, { timeout: 10_000 }, async () => {
      const server = await serve({
        backing: numbered(1),
        fault: () => ({ inPlaceOfAccept: accept(size) }),
      });
      assert.equal((await failure(openOracle(siteOf(server)))).code, 'not-oracle');
    });
  }

  it('nothing at all: ends with the time for connecting', { timeout: 10_000 }, async () => {
    const server = await serve({
      backing: numbered(1),
      fault: () => ({ inPlaceOfAccept: packet(4000, 6, false, Buffer.alloc(0)) }),
    });
    const error = await failure(openOracle(siteOf(server, { connect_timeout: 1 })));
    assert.equal(error.code, 'connect-timeout');
  });
});

describe('the check of packets', () => {
  const good = Buffer.concat([
    acceptPacket(),
    dataPackets(Buffer.alloc(20_000, 7)),
    markerPacket(1),
    dataPackets(Buffer.from('x')),
  ]);

  it('lets everything pass that a server says, in pieces of any size', () => {
    for (const whole of [
      good,
      Buffer.concat([redirectPacket('(ADDRESS=)', '(DESCRIPTION=)'), refusePacket(12514)]),
    ]) {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 9000 }), { maxLength: 40 }), (cuts) => {
          const framing = new Framing();
          let at = 0;
          for (const cut of [...cuts, whole.length]) {
            assert.equal(framing.take(whole.subarray(at, at + cut)), undefined);
            at += cut;
          }
        }),
      );
    }
  });

  it('comes to the same of any bytes, whatever the pieces, and never throws', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        (bytes, accepted, piece) => {
          const whole = Buffer.concat([accepted ? acceptPacket() : Buffer.alloc(0), bytes]);
          const [once_, pieces] = [new Framing(), new Framing()];
          const wrong = once_.take(whole);
          let found: string | undefined;
          for (let at = 0; at < whole.length && found === undefined; at += piece) {
            found = pieces.take(whole.subarray(at, at + piece));
          }
          assert.equal(found, wrong);
        },
      ),
    );
  });
});

describe('malformed packets in place of SQL Server', () => {
  const open: { destroy?: () => void; close?: () => void }[] = [];
  after(() => {
    for (const one of open) (one.destroy ?? one.close)?.call(one);
  });

  async function saying(bytes: Buffer): Promise<{ readonly port: number }> {
    const server = net.createServer((socket) => {
      open.push(socket);
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write(bytes));
    });
    open.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server.address() as net.AddressInfo;
  }
  const header = (length: number, type = 4, last = 1): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt8(type, 0);
    bytes.writeUInt8(last, 1);
    bytes.writeUInt16BE(length, 2);
    return bytes;
  };
  const body = Buffer.alloc(64, 0xab);

  const kinds: readonly [string, Buffer][] = [
    ['a length of 0', Buffer.concat([header(0), body])],
    ['a length of 7', Buffer.concat([header(7), body])],
    ['a header and nothing else', header(8)],
    ['a huge length', Buffer.concat([header(0xffff), body])],
    ['an unknown type', Buffer.concat([header(72, 0x77), body])],
    ['a packet without end', Buffer.concat([header(72, 4, 0), body])],
    ['a cut packet', Buffer.concat([header(200), body])],
    ['zeros', Buffer.alloc(4096)],
    ['a page of the web', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'.repeat(20))],
    ['a prelogin of random bytes', Buffer.concat([header(72), Buffer.alloc(64, 0x01)])],
  ];
  for (const [name, bytes] of kinds) {
    for (const encrypt of [true, false]) {
      it(`${name}, ${encrypt ? 'TLS asked for' : 'in clear'}`, { timeout: 20_000 }, async () => {
        const to = connectionTo(await saying(bytes), { encrypt, connect_timeout: 1 });
        const error = await failure(openMssql(to));
        assert.ok(error instanceof ConnectionError, String(error));
        assert.ok(error.hint);
      });
    }
  }
});
