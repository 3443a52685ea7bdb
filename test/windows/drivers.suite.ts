import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { namesIn } from '../support/files.ts';
import type { RunSite } from '../wire/run-support.ts';
import { argumentsFor, filesOf, manifestOf, run } from '../wire/run-support.ts';
import * as mssql from '../wire/mssql-run-support.ts';
import { caFile, certificate, listen } from '../wire/mssql-support.ts';
import * as oracle from '../wire/oracle-run-support.ts';
import { serve } from '../wire/oracle-support.ts';
import { type Started, noWine, prepareWine, startCli, windowsPath } from './wine.ts';

// The servers run on this side of Wine, the drivers on the other; between them is loopback.

function startRun(site: RunSite): Started {
  const args = argumentsFor({ ...site, site: windowsPath(site.site) });
  return startCli(args, { cwd: path.dirname(site.site) });
}

async function sameAsHere(windows: RunSite, linux: RunSite): Promise<void> {
  const there = await startRun(windows).ended;
  assert.equal(there.code, 0, there.err);
  const here = await run(linux);
  assert.equal(here.code, 0, here.err);
  assert.deepEqual(filesOf(windows), filesOf(linux));
}

/** What a folder of bundles holds besides them. */
const leftIn = ({ out }: RunSite): string[] =>
  namesIn(out).filter((name) => !/^(?:ssd_|LATEST$)/.test(name));

const bundlesIn = ({ out }: RunSite): string[] =>
  fs.readdirSync(out).filter((name) => /^ssd_/.test(name));

describe('the drivers on Windows', { skip: noWine }, () => {
  before(prepareWine);

  it('SQL Server, encrypted and its certificate checked: the files of Linux', async () => {
    const tls = await certificate();
    const server = await listen({ backing: mssql.cms({ snapshot: true }), tls });
    const encrypted = { encrypt: true };
    const linux = mssql.siteFor(server, { ...encrypted, ca_file: caFile(tls) });
    const windows = mssql.siteFor(server, { ...encrypted, ca_file: windowsPath(caFile(tls)) });
    await sameAsHere(windows, linux);
    assert.match(manifestOf(windows).server.encryption ?? '', /certificate checked$/);
  });

  it('Oracle: the files of Linux', async () => {
    const server = await serve({ backing: oracle.cms() });
    await sameAsHere(oracle.siteFor(server), oracle.siteFor(server));
  });

  it('a killed run holds nobody up: its lock and its staging are swept by the next', async () => {
    const stalled = await listen({
      backing: mssql.cms(),
      fault: mssql.failing({ kind: 'stall', afterRows: 100 }, 1),
    });
    const site = mssql.siteFor(stalled, { query_timeout: 600, stall_timeout: 600 });
    const first = startRun(site);
    const asked = (): boolean => stalled.statements.some(({ sql }) => sql === mssql.disturbed);
    for (let i = 0; i < 600 && !asked(); i++) await wait(100);
    assert.ok(asked(), 'the run came to its second object');

    const second = await startRun(site).ended;
    assert.equal(second.code, 6, second.err);
    assert.deepEqual(bundlesIn(site), []);

    first.child.kill('SIGKILL');
    await first.ended;
    assert.ok(leftIn(site).length >= 2, 'staging and lock were left');
    const begun = Date.now();
    const third = await startRun(site).ended;
    assert.equal(third.code, 0, third.err);
    assert.ok(Date.now() - begun < 60_000, 'a lock whose process is gone is not watched');
    assert.deepEqual(leftIn(site), []);
    assert.equal(bundlesIn(site).length, 1);
  });
});
