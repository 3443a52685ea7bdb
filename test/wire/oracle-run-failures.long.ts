import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OracleConnection } from '../../src/site/model.ts';
import { type Backing, OracleError } from '../servers/tns/backing.ts';
import type { Fault } from '../servers/tns/outlet.ts';
import { serve } from './oracle-support.ts';
import { cms, failing, needed, queries, siteFor } from './oracle-run-support.ts';
import { DISTURBED, leftNothing, run, runAndStop, runHere } from './run-support.ts';

process.env['SSD_TEST_WRONG'] = 'Wrong-Horse-1';

describe('a run on Oracle that fails', { concurrency: true }, () => {
  const failures: readonly {
    readonly name: string;
    readonly options: {
      readonly backing?: Backing;
      readonly fault?: (connection: number) => Fault | undefined;
      readonly refused?: Map<string, OracleError>;
      readonly more?: Partial<OracleConnection>;
    };
    readonly code: number;
    readonly said: RegExp;
    /** How many are made in all: one to look at the tables, then one for each of two threads. */
    readonly connections: number;
  }[] = [
    {
      name: 'a wrong password',
      options: { more: { password: { env: 'SSD_TEST_WRONG' } } },
      code: 3,
      said: /127\.0\.0\.1:\d+\/MOSAIC: the user name or the password is wrong \(ORA-01017\) \[login-refused\]/,
      connections: 1,
    },
    {
      name: 'a locked account',
      options: {
        refused: new Map([['SSD_READER', new OracleError(28000, 'the account is locked')]]),
      },
      code: 3,
      said: /the account is locked \(ORA-28000\)/,
      connections: 1,
    },
    {
      name: 'an unknown service',
      options: { fault: () => ({ refuse: 12514 }) },
      code: 3,
      said: /the listener does not know the service/,
      connections: 1,
    },
    {
      name: 'silence at the login',
      options: { fault: () => ({ stallAfter: 200 }), more: { connect_timeout: 1 } },
      code: 3,
      said: /no answer within 1 s/,
      connections: 1,
    },
    {
      name: 'a table that is not there',
      options: { backing: cms({}, needed.slice(1)) },
      code: 4,
      said: /the database lacks 1 table\(s\) or column\(s\)/,
      connections: 1,
    },
    {
      name: 'undo that is too small, not tried again',
      options: { backing: cms({ ssd_disability: failing(1555) }) },
      code: 4,
      said: /ssd_disability: the server no longer has the state of the data .*\(ORA-01555\)/,
      connections: 2,
    },
    {
      name: 'a value that does not fit, not shown',
      options: { backing: cms({ ssd_disability: failing(1722) }) },
      code: 4,
      said: /ssd_disability: a text that should be a number is none \(ORA-01722\)/,
      connections: 2,
    },
    {
      name: 'a connection that is lost each time',
      options: { fault: () => ({ dropAfter: 12_000 }), more: { parallel: 1 } },
      code: 4,
      said: /try 2\)[^]*try 3\)[^]*the connection was lost \(NJS-500\)/,
      connections: 3,
    },
    {
      name: 'a server that falls silent each time',
      options: { fault: () => ({ stallAfter: 12_000 }), more: { parallel: 1, stall_timeout: 1 } },
      code: 4,
      said: /try 3\)[^]*the server sent nothing for too long/,
      connections: 3,
    },
    {
      name: 'garbage',
      options: { fault: () => ({ garbageAfter: 12_000 }), more: { parallel: 1, stall_timeout: 1 } },
      code: 4,
      said: /error: ssd_/,
      connections: 3,
    },
    {
      name: 'deadlocks without end',
      options: { backing: cms({ ssd_disability: failing(60) }) },
      code: 4,
      said: /try 3\)[^]*deadlock \(ORA-00060\)/,
      connections: 2,
    },
  ];
  for (const { name, options, code, said, connections } of failures) {
    it(`${name}: exit ${code}, no bundle`, { timeout: 60_000 }, async () => {
      const { more, ...disturbance } = options;
      const server = await serve({ backing: cms(), ...disturbance });
      const site = siteFor(server, more);
      const ended = await runHere(site);
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, said);
      leftNothing(site, ended);
      assert.equal(server.connections, connections);
    });
  }

  it('no listener at all: exit 3', async () => {
    const server = await serve({ backing: cms() });
    const site = siteFor(server);
    await server.close();
    const ended = await run(site);
    assert.equal(ended.code, 3, ended.err);
    assert.match(ended.err, /the host does not take the connection \(NJS-503\)/);
    leftNothing(site, ended);
  });

  it(
    'stopped while a query runs: the query is broken off, exit 130, no bundle',
    { skip: process.platform === 'win32' ? 'Windows has no SIGTERM' : false, timeout: 30_000 },
    async () => {
      const server = await serve({
        backing: cms({ ssd_disability: () => new Promise(() => undefined) }),
      });
      const site = siteFor(server);
      const hanging = queries.find(({ object }) => object === DISTURBED)?.sql;
      const isRunning = (): boolean => server.calls.some(({ sql }) => sql === hanging);
      const result = await runAndStop(site, isRunning);
      assert.equal(result.code, 130, result.err);
      leftNothing(site, result);
    },
  );
});
