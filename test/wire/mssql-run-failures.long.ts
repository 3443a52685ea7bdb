import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MssqlConnection } from '../../src/site/model.ts';
import type { Backing } from '../servers/tds/backing.ts';
import type { TdsServerOptions } from '../servers/tds/server.ts';
import { cms, disturbed, failing, needed, siteFor } from './mssql-run-support.ts';
import { certificate, listen } from './mssql-support.ts';
import { leftNothing, run, runAndStop, runHere } from './run-support.ts';

const tls = await certificate();

describe('a run on SQL Server that fails', { concurrency: true }, () => {
  const failures: readonly {
    readonly name: string;
    readonly options: Omit<TdsServerOptions, 'backing'> & {
      readonly backing?: Backing;
      readonly more?: Partial<MssqlConnection>;
    };
    readonly code: number;
    readonly said: RegExp;
  }[] = [
    {
      name: 'a refused login',
      options: { login: () => ({ number: 18456, message: "Login failed for user 'Zebedee'." }) },
      code: 3,
      said: /localhost:\d+ refused the login \(error 18456, database HDM\) \[login-refused\]/,
    },
    {
      name: 'a certificate that nobody vouches for',
      options: { tls, more: { encrypt: true } },
      code: 3,
      said: /shows a certificate that this machine cannot check \[certificate-unknown\]/,
    },
    {
      name: 'silence at the login',
      options: { silentAt: 'login', more: { connect_timeout: 1 } },
      code: 3,
      said: /did not answer in time \[connect-timeout\]/,
    },
    {
      name: 'a table that is not there',
      options: {
        backing: cms({ columns: needed.filter(({ table }) => table !== 'FACT_DISABILITY') }),
      },
      code: 4,
      said: /table FACT_DISABILITY/,
    },
    {
      name: 'a value that does not fit',
      options: {
        fault: failing({
          kind: 'error',
          afterRows: 50,
          error: {
            number: 245,
            message:
              "Conversion failed when converting the nvarchar value 'Zebedee' to data type int.",
          },
        }),
      },
      code: 4,
      said: /ssd_disability: a text is no number \(localhost:\d+, error 245\) \[bad-value\]/,
    },
    {
      name: 'a right that is taken away',
      options: {
        fault: failing({
          kind: 'error',
          afterRows: 0,
          error: {
            number: 229,
            message:
              "The SELECT permission was denied on the object 'FACT_DISABILITY', database 'HDM', schema 'Child_Social'.",
          },
        }),
      },
      code: 4,
      said: /ssd_disability: the login may not read FACT_DISABILITY .*\[no-right\]/,
    },
    {
      name: 'a connection that is lost each time',
      options: { fault: failing({ kind: 'drop', afterBytes: 30_000 }) },
      code: 4,
      said: /try 2\)[^]*try 3\)[^]*error: ssd_disability: the connection to localhost:\d+ was lost .*\[connection-lost\]/,
    },
    {
      name: 'a server that falls silent each time',
      options: { fault: failing({ kind: 'stall', afterRows: 500 }), more: { stall_timeout: 1 } },
      code: 4,
      said: /try 3\)[^]*error: ssd_disability: localhost:\d+ stopped sending rows/,
    },
    {
      name: 'a server that never begins',
      options: { fault: failing({ kind: 'stall', afterRows: 0 }), more: { query_timeout: 1 } },
      code: 4,
      said: /error: ssd_disability: localhost:\d+ gave no row within 1 s \[stalled\]/,
    },
    {
      name: 'bytes that are no answer',
      options: { fault: failing({ kind: 'garbage', afterRows: 100 }) },
      code: 4,
      said: /try 3\)[^]*error: ssd_disability: the connection to localhost:\d+ was lost/,
    },
    {
      name: 'deadlocks without end',
      options: {
        fault: failing({
          kind: 'error',
          afterRows: 10,
          error: { number: 1205, message: 'deadlocked' },
        }),
      },
      code: 4,
      said: /try 3\)[^]*error: ssd_disability: it was chosen as the victim of a deadlock/,
    },
  ];
  for (const [index, { name, options, code, said }] of failures.entries()) {
    it(`${name}: exit ${code}, no bundle`, { timeout: 30_000 }, async () => {
      const { more, ...disturbance } = options;
      const site = siteFor(await listen({ backing: cms(), ...disturbance }), more);
      // every third as a user would
      const ended = await (index % 3 === 0 ? run(site) : runHere(site));
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, said);
      leftNothing(site, ended);
    });
  }

  it(
    'stopped while a query runs: exit 130, the query is cancelled, no bundle',
    { skip: process.platform === 'win32' ? 'Windows has no SIGTERM' : false, timeout: 30_000 },
    async () => {
      const server = await listen({
        backing: cms(),
        fault: failing({ kind: 'stall', afterRows: 700 }),
      });
      const site = siteFor(server);
      const isRunning = (): boolean => server.statements.some(({ sql }) => sql === disturbed);
      const result = await runAndStop(site, isRunning);
      assert.equal(result.code, 130, result.err);
      assert.ok(server.attentions >= 1);
      leftNothing(site, result);
    },
  );
});
