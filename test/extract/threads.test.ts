import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { planThreads } from '../../src/extract/readers.ts';
import { type PackedError, packError, unpackError } from '../../src/extract/threads/pack-error.ts';
import { ExtractionError, SsdError, StoppedError } from '../../src/problems/errors.ts';
import { packConnection, unpackConnection } from '../../src/site/portable-connection.ts';
import { connectionTo } from '../wire/mssql-support.ts';

const server = { port: 1433 };

function faultInAThread(): PackedError {
  return packError(new TypeError('of ours'));
}

describe('what goes from thread to thread', () => {
  it('is a connection with what was typed for it, which no dump shows on either side', () => {
    const connection = connectionTo(server, { password: { given: () => 'Correct horse' } });
    const packed = structuredClone(packConnection(connection));
    assert.doesNotMatch(JSON.stringify(packed.settings), /horse/);
    const back = unpackConnection(packed);
    assert.doesNotMatch(JSON.stringify(back), /horse/);
    assert.ok(back.engine === 'mssql' && back.password && 'given' in back.password);
    assert.equal(back.password.given(), 'Correct horse');
    assert.ok(isDeepStrictEqual({ ...back, password: 0 }, { ...connection, password: 0 }));
  });
  it('is an error with its kind, code, words and whether it passes', () => {
    const error = new ExtractionError({
      code: 'connection-lost',
      message: 'gone',
      hint: 'look',
      passing: 'connection',
      cause: new Error('ECONNRESET', { cause: { socket: () => undefined } }),
    });
    const back = unpackError(structuredClone(packError(error)));
    assert.ok(back instanceof ExtractionError);
    assert.deepEqual(
      [back.code, back.message, back.hint, back.passing, back.exitCode],
      ['connection-lost', 'gone', 'look', 'connection', 4],
    );
    assert.ok(back.cause instanceof Error);
    assert.deepEqual([back.cause.message, back.cause.cause], ['ECONNRESET', undefined]);
    const stopped = unpackError(
      structuredClone(packError(new StoppedError({ code: 'stopped', message: 'x' }))),
    );
    assert.ok(stopped instanceof StoppedError);
    const fault = unpackError(structuredClone(faultInAThread()));
    assert.ok(!(fault instanceof SsdError));
    assert.match(fault.stack ?? '', /faultInAThread/);
  });
  it('is a share of the connections: threads are never more than those', () => {
    const plan = (parallel: number, threads: number): unknown =>
      planThreads(connectionTo(server, { parallel, threads }));
    assert.deepEqual(plan(2, 2), { more: 1, connections: 1 });
    assert.deepEqual(plan(5, 2), { more: 1, connections: 2 });
    assert.deepEqual(plan(2, 8), { more: 1, connections: 1 });
    assert.deepEqual(plan(1, 2), { more: 0, connections: 1 });
    assert.deepEqual(plan(4, 1), { more: 0, connections: 4 });
    assert.equal(planThreads({ engine: 'embedded' }), undefined);
  });
});
