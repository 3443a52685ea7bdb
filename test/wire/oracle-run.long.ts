import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { namesIn } from '../support/files.ts';
import { serve } from './oracle-support.ts';
import { ROWS, cms, failing, queries, siteFor } from './oracle-run-support.ts';
import { ONLY, filesOf, manifestOf, restartsOf, run, runHere } from './run-support.ts';

/**
 * Bytes sent on the first connection until its login is done, and what an undisturbed run gives.
 */
const calm = await serve({ backing: cms() });
const undisturbed = siteFor(calm, { parallel: 1 });
const calmRun = await run(undisturbed);
const WHOLE = calm.sent(1);

describe('a run on Oracle', { concurrency: true }, () => {
  it('gives a bundle, and says in the manifest what it read and how', () => {
    assert.equal(calmRun.code, 0, calmRun.err);
    const { server, files } = manifestOf(undisturbed);
    assert.deepEqual(
      files.map(({ object, rows, restarts }) => `${object} ${rows} ${restarts}`),
      ONLY.map((object) => `${object} ${ROWS} 0`),
    );
    assert.deepEqual(
      [server.engine, server.version, server.encryption],
      ['oracle', 'Oracle 19.3.0.0.0', 'none'],
    );
    assert.match(server.consistency, /one read-only transaction/);
    assert.deepEqual(
      calm.calls.filter(
        ({ sql }) =>
          !/^(select|with|alter session set|set transaction read only$|logoff$)/.test(sql),
      ),
      [],
    );
    assert.equal(calm.open, 0, 'the connection was closed');
  });

  it('executes what sql/ shows, byte for byte', () => {
    const executed = new Set(calm.calls.map(({ sql }) => sql));
    for (const query of queries) assert.ok(executed.has(query.sql), query.object);
  });

  it('a deadlock that passes: the object is read again, and the manifest counts it', async () => {
    const server = await serve({ backing: cms({ ssd_disability: failing(60, 2) }) });
    const site = siteFor(server);
    const ended = await runHere(site);
    assert.equal(ended.code, 0, ended.err);
    assert.deepEqual(restartsOf(site), [0, 2, 0]);
    assert.deepEqual(filesOf(site), filesOf(undisturbed));
  });

  it('drops at random bytes: the same files, or no bundle', { timeout: 60_000 }, async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, async (_, index) => {
        // spread over the whole run, and by chance within each part
        const dropAfter = 3000 + Math.floor(((index + Math.random()) * (WHOLE - 3000)) / 24);
        const server = await serve({
          backing: cms(),
          fault: (connection) => (connection === 1 ? { dropAfter } : undefined),
        });
        const site = siteFor(server, { parallel: 1 });
        const { code, err } = await runHere(site);
        if (code !== 0) {
          assert.deepEqual(namesIn(site.out), [], err);
          return 'no bundle';
        }
        assert.deepEqual(filesOf(site), filesOf(undisturbed), `dropped after ${dropAfter} bytes`);
        return 'same';
      }),
    );
    assert.ok(outcomes.filter((outcome) => outcome === 'same').length >= 20, outcomes.join());
  });
});
