import assert from 'node:assert/strict';
import fs from 'node:fs';
import { describe, it } from 'node:test';
import { ROWS, cms, failing, siteFor } from './mssql-run-support.ts';
import { listen } from './mssql-support.ts';
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
