import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from '../servers/tds/backing.ts';
import { replay } from '../servers/tds/replay.ts';
import { withSystem } from '../servers/tds/system.ts';
import {
  ROWS,
  SIZE,
  answers,
  cms,
  failing,
  needed,
  queries,
  siteFor,
} from './mssql-run-support.ts';
import { caFile, certificate, listen } from './mssql-support.ts';
import {
  ONLY,
  filesOf,
  manifestOf,
  readAgain,
  readLast,
  restartsOf,
  run,
  runHere,
} from './run-support.ts';

const tls = await certificate();
const calm = await listen({ backing: cms({ snapshot: true }), tls });
const undisturbed = siteFor(calm, { encrypt: true, ca_file: caFile(tls) });
const calmRun = await run(undisturbed);

describe('a run on SQL Server', () => {
  it('gives a bundle, and says in the manifest what it read and how', () => {
    assert.equal(calmRun.code, 0, calmRun.err);
    const { server, files } = manifestOf(undisturbed);
    assert.deepEqual(
      files.map(({ object, rows, restarts }) => `${object} ${rows} ${restarts}`),
      ONLY.map((object) => `${object} ${ROWS} 0`),
    );
    assert.deepEqual(
      [server.engine, server.version, server.warnings],
      ['mssql', 'SQL Server 16.0.4135.4 (Developer Edition (64-bit))', []],
    );
    assert.match(server.encryption ?? '', /^TLSv1\.2, .*, certificate checked$/);
    assert.match(server.consistency, /^SNAPSHOT isolation/);
    assert.equal(calm.connections, 0, 'the connections were closed');
  });

  it('has a report of what its threads have read', () => {
    const page = readLast(undisturbed, 'report.html');
    for (const object of ONLY) assert.ok(page.includes(`<h3>${object}</h3>`), object);
  });

  it('sends nothing but SELECT, session settings and a roll-back, and executes what sql/ shows, byte for byte', () => {
    const sent = calm.statements.map(({ sql }) => sql);
    assert.deepEqual(
      [...new Set(sent.filter((sql) => !/^(select|with|set)\b/.test(sql)))],
      ['if @@trancount > 0 rollback transaction'],
    );
    assert.deepEqual(
      sent.filter((sql) =>
        /\b(insert|update|delete|merge|into|exec|execute|create|drop|alter|truncate|grant|openrowset|xp_\w+)\b/i.test(
          sql.replace(/'(?:[^']|'')*'/g, ''),
        ),
      ),
      [],
    );
    assert.ok(
      sent
        .filter((sql) => sql.startsWith('set'))
        .every((sql) => sql.split('\n').every((line) => /^set (\w+ )+\S+$/.test(line.trim()))),
      'a batch of settings holds settings only',
    );
    for (const query of queries) assert.ok(sent.includes(query.sql), query.object);
  });

  it('tells the server who it is, and that it only reads', () => {
    assert.ok(calm.logins.length > 0);
    for (const login of calm.logins) {
      assert.deepEqual(
        [login.application, login.database, login.user, login.readOnlyIntent],
        ['ssd-extract', 'HDM', 'ssd_reader', true],
      );
    }
  });

  for (const parallel of [1, 2]) {
    it(`reads no more than ${parallel} object(s) at a time`, async () => {
      let [now, most] = [0, 0];
      const counted = (sql: string): Result => {
        const { columns, rows } = answers.get(sql) ?? assert.fail(sql);
        most = Math.max(most, ++now);
        return {
          columns,
          rows: {
            *[Symbol.iterator]() {
              yield* rows;
              now--;
            },
          },
        };
      };
      const server = await listen({
        backing: withSystem(
          { database: 'HDM', columns: needed },
          replay(({ sql }) => counted(sql)),
        ),
        link: { bytesPerWrite: 20_000, pauseMs: 5 },
      });
      assert.equal((await runHere(siteFor(server, { parallel }))).code, 0);
      assert.equal(most, parallel);
    });
  }
});

describe('what passes', { concurrency: true }, () => {
  it('a deadlock: the object is read again, and the manifest counts it', async () => {
    const site = siteFor(
      await listen({
        backing: cms(),
        fault: failing(
          { kind: 'error', afterRows: 900, error: { number: 1205, message: 'deadlocked' } },
          2,
        ),
      }),
    );
    assert.equal((await runHere(site)).code, 0);
    assert.deepEqual(restartsOf(site), [0, 2, 0]);
    assert.deepEqual(readAgain(site), ['ssd_disability']);
    assert.deepEqual(filesOf(site), filesOf(undisturbed));
  });

  it('20 connections cut at random bytes: the same files', { timeout: 60_000 }, async () => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        // spread over the whole answer, and by chance within each part
        const afterBytes = Math.floor(((index + Math.random()) * SIZE) / 20);
        const site = siteFor(
          await listen({
            backing: cms(),
            fault: failing(
              { kind: 'drop', afterBytes, how: index % 2 === 0 ? 'reset' : 'close' },
              1,
            ),
          }),
        );
        assert.equal((await runHere(site)).code, 0);
        assert.deepEqual(filesOf(site), filesOf(undisturbed), `cut after ${afterBytes} bytes`);
        assert.deepEqual(restartsOf(site), [0, 1, 0]);
      }),
    );
  });
});
