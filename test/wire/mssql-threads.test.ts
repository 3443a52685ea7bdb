import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { packError, unpackError } from '../../src/extract/threads/pack-error.ts';
import { planThreads } from '../../src/extract/readers.ts';
import { ExtractionError, SsdError, StoppedError } from '../../src/problems/errors.ts';
import { packConnection, unpackConnection } from '../../src/site/portable-connection.ts';
import { ROWS, cms, failing, siteFor } from './mssql-run-support.ts';
import { connectionTo, listen } from './mssql-support.ts';
import {
  ONLY,
  filesOf,
  leftNothing,
  manifestOf,
  readLast,
  restartsOf,
  run,
  runAndStop,
  runHere,
} from './run-support.ts';

const calm = await listen({ backing: cms({ snapshot: true }) });
const alone = siteFor(calm, { threads: 1 });
await runHere(alone);
const threaded = { threads: 2, parallel: 2 };

describe('a run that reads in threads', () => {
  it('gives the same files as one that reads in none, over a connection for each', async () => {
    const before = calm.logins.length;
    const site = siteFor(calm, threaded);
    const ended = await run(site);
    assert.equal(ended.code, 0, ended.err);
    assert.deepEqual(filesOf(site), filesOf(alone));
    assert.equal(calm.connections, 0, 'the connections were closed');
    assert.ok(calm.logins.length - before >= 3, 'each thread has a login of its own');
    const { server } = manifestOf(site);
    assert.match(server.consistency, /^SNAPSHOT isolation: each of 2 connections/);
  });
  it('finds the same, and hides keys alike', async () => {
    const site = siteFor(calm, threaded);
    await runHere(site);
    assert.deepEqual(manifestOf(site).findings, manifestOf(alone).findings);
    assert.equal(
      manifestOf(site).files.reduce((sum, { rows }) => sum + rows, 0),
      ROWS * ONLY.length,
    );
  });
  it('translates codes and lists what it cannot, as one that reads in none', async () => {
    const national = [{ threads: 1 }, threaded].map((connection) => {
      const site = siteFor(calm, connection);
      fs.appendFileSync(site.site, 'codes: {use: national, list_unmapped: true}\n');
      return site;
    });
    for (const site of national) await runHere(site);
    const [one, two] = national.map((site) => ({
      files: filesOf(site),
      findings: manifestOf(site).findings,
      unmapped: readLast(site, 'codes_unmapped.csv'),
    }));
    assert.deepEqual(two, one);
    const rules = new Set(one?.findings.map(({ rule }) => rule));
    assert.ok(rules.has('unmapped-code'), [...rules].join());
  });
  it('reads an object again after a lost connection, alone', async () => {
    const server = await listen({
      backing: cms(),
      fault: failing({ kind: 'drop', afterBytes: 30_000 }, 1),
    });
    const site = siteFor(server, threaded);
    const ended = await runHere(site);
    assert.equal(ended.code, 0, ended.err);
    assert.deepEqual(restartsOf(site), [0, 1, 0]);
    assert.deepEqual(filesOf(site), filesOf(alone));
  });
  it('ends with the code and the words of a fault in a thread, and leaves nothing', async () => {
    const error = {
      number: 229,
      message: "The SELECT permission was denied on the object 'FACT_DISABILITY', database 'HDM'.",
    };
    const server = await listen({
      backing: cms(),
      fault: failing({ kind: 'error', afterRows: 50, error }),
    });
    const site = siteFor(server, threaded);
    const ended = await run(site);
    assert.equal(ended.code, 4);
    assert.match(ended.err, /ssd_disability: .*\[no-right\]/);
    leftNothing(site, ended);
    assert.equal(server.connections, 0);
  });
  it('stops at once when asked to, while a server is silent', async () => {
    let seen = false;
    const silent = failing({ kind: 'stall', afterRows: 10 });
    const server = await listen({
      backing: cms(),
      fault: (...statement) => {
        const fault = silent(...statement);
        seen ||= fault !== undefined;
        return fault;
      },
    });
    const site = siteFor(server, { ...threaded, stall_timeout: 60 });
    const ended = await runAndStop(site, () => seen);
    assert.equal(ended.code, 130, ended.err);
    leftNothing(site, ended);
  });
});

describe('what goes from thread to thread', () => {
  it('is a connection with what was typed for it, which no dump shows on either side', () => {
    const connection = connectionTo(calm, { password: { given: () => 'Correct horse' } });
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
      cause: Object.assign(new Error('ECONNRESET'), { socket: () => undefined }),
    });
    const back = unpackError(structuredClone(packError(error)));
    assert.ok(back instanceof ExtractionError);
    assert.deepEqual(
      [back.code, back.message, back.hint, back.passing, back.exitCode],
      ['connection-lost', 'gone', 'look', 'connection', 4],
    );
    const stopped = unpackError(
      structuredClone(packError(new StoppedError({ code: 'stopped', message: 'x' }))),
    );
    assert.ok(stopped instanceof StoppedError);
    const fault = unpackError(structuredClone(packError(new TypeError('of ours'))));
    assert.ok(!(fault instanceof SsdError));
    assert.match(fault.stack ?? '', /mssql-threads/);
  });
  it('is a share of the connections: threads are never more than those', () => {
    const plan = (parallel: number, threads: number): unknown =>
      planThreads(connectionTo(calm, { parallel, threads }));
    assert.deepEqual(plan(2, 2), { threads: 2, connections: 1 });
    assert.deepEqual(plan(5, 2), { threads: 2, connections: 2 });
    assert.deepEqual(plan(2, 8), { threads: 2, connections: 1 });
    assert.equal(plan(1, 2), undefined);
    assert.equal(plan(4, 1), undefined);
    assert.equal(planThreads({ engine: 'embedded' }), undefined);
  });
});
