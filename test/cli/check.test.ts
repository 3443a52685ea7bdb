import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { loadSite } from '../../src/site/load.ts';
import { openEmbedded } from '../../src/sources/postgres/embedded.ts';
import { namesIn, tempDir } from '../support/files.ts';
import { placeFilled } from '../support/filled-database.ts';
import { cliHere } from '../support/cli-here.ts';
import { cli } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

const dir = tempDir();
const site = siteWith({ dir });

before(() => placeFilled(loadSite(site), { children: 40, seed: 3, asOf: '2026-11-22' }));

describe('ssd-extract check, and a run, on a database that lacks something', () => {
  it('list everything missing at once', async () => {
    const copy = path.join(dir, 'lacking');
    fs.cpSync(path.join(dir, 'db'), copy, { recursive: true });
    const { db } = await openEmbedded({ path: copy });
    await db.exec(
      'drop table "Child_Social"."FACT_CONTACTS"; alter table "Child_Social"."DIM_PERSON" drop column "UPN"',
    );
    await db.close();
    const other = siteWith({ dir, name: 'lacking.yml', database: './lacking' });
    const checked = await cliHere(['check', '--site', other]);
    assert.equal(checked.code, 2);
    assert.match(checked.out, /missing: column DIM_PERSON\.UPN\nmissing: table FACT_CONTACTS\n/);
    assert.match(
      checked.out,
      /\nverdict: not ready: 1 thing to fix first.*\n {2}1\. fix: 2 tables or columns of .* \[missing-tables\]\n/,
    );
    assert.doesNotMatch(checked.out, /grant|next:/, 'an embedded database has no logins');
    const out = path.join(dir, 'out');
    const ran = await cliHere(['run', '--site', other, '--out', out]);
    assert.equal(ran.code, 4);
    assert.match(
      ran.err,
      /column DIM_PERSON\.UPN[^]*table FACT_CONTACTS[^]*ssd-extract check lists all of them/,
    );
    assert.deepEqual(namesIn(out), []);
    const untouched = await cliHere([
      ...['run', '--site', other, '--out', out],
      ...['--only', 'ssd_department'],
    ]);
    assert.equal(untouched.code, 0, 'what does not need it still runs');
  });
  it('warns of a table that has no index to find its rows by, and goes on', async () => {
    const copy = path.join(dir, 'unindexed');
    fs.cpSync(path.join(dir, 'db'), copy, { recursive: true });
    const { db } = await openEmbedded({ path: copy });
    await db.exec('drop index "Child_Social"."FACT_FORM_ANSWERS_FACT_FORM_ID_idx"');
    await db.close();
    const other = siteWith({ dir, name: 'unindexed.yml', database: './unindexed' });
    const checked = await cliHere(['check', '--site', other]);
    assert.equal(checked.code, 0, checked.err);
    assert.match(
      checked.out,
      /^warning: no index of FACT_FORM_ANSWERS begins with FACT_FORM_ID: /m,
    );
    assert.doesNotMatch((await cliHere(['check', '--site', site])).out, /no index of/);
  });
  it('says when everything is there', async () => {
    const checked = await cli(['check', '--site', site]);
    assert.equal(checked.code, 0, checked.err);
    assert.match(
      checked.out,
      /connected: embedded, PostgreSQL .*\nconsistency: .*\neverything is there: \d+ tables, \d+ columns/,
    );
  });
  it('tells all that stands in the way, not only the first', async () => {
    const both = siteWith({
      dir,
      name: 'both.yml',
      database: './not-there',
      output: { dir: './both.yml/below' },
    });
    const checked = await cliHere(['check', '--site', both]);
    assert.equal(checked.code, 2);
    assert.match(
      checked.out,
      /verdict: not ready: 2 things to fix first\n {2}1\. fix: no bundle could be written [^]*\n {2}2\. fix: /,
    );
  });
  it('ends with a verdict and the next command', async () => {
    const { out } = await cliHere(['check', '--site', site]);
    assert.match(out, /\nverdict: ready.*\n(?:.*\n)*next: node .*bin\.mjs run --site \S+\n$/);
  });
  it('--grants tells the DBA of every table, and connects to nothing', async () => {
    const server = { engine: 'mssql', server: 'nowhere.invalid', database: 'HDM' };
    const far = siteWith({
      dir,
      name: 'far.yml',
      connection: { ...server, user: 'ssd_reader', password: { env: 'SSD_NOT_SET' } },
      testdb: undefined,
    });
    const { code, out, err } = await cliHere(['check', '--site', far, '--grants']);
    assert.equal(code, 0, err);
    assert.match(
      out,
      /^use \[master\];\ncreate login \[ssd_reader\] with password = 'choose one';\n/,
    );
    const tables =
      out.match(/^grant select on \[Child_Social\]\.\[\w+\] to \[ssd_reader\];$/gm) ?? [];
    assert.equal(new Set(tables).size, tables.length);
    assert.ok(tables.length >= 40, String(tables.length));
    const none = await cliHere(['check', '--site', site, '--grants']);
    assert.deepEqual([none.code, none.out], [0, '']);
  });
});
