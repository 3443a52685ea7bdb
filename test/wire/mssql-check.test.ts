import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cliHere } from '../support/cli-here.ts';
import { cli } from '../support/process.ts';
import { cms, needed, siteFor } from './mssql-run-support.ts';
import { caFile, certificate, listen } from './mssql-support.ts';

const tls = await certificate();

describe('ssd-extract check on SQL Server', { concurrency: true }, () => {
  it('says what it is connected to, how, and that everything is there', async () => {
    const server = await listen({ backing: cms({ rowVersions: true }), tls });
    const { code, out, err } = await cli([
      'check',
      '--site',
      siteFor(server, { encrypt: true, ca_file: caFile(tls) }).site,
    ]);
    assert.equal(code, 0, err);
    assert.match(
      out,
      /connected: mssql, SQL Server 16\.0\.4135\.4 \(Developer Edition \(64-bit\)\)\nencryption: TLSv1\.2, .*, certificate checked\nconsistency: READ COMMITTED isolation with row versions.*\neverything is there: \d+ tables, \d+ columns/,
    );
  });

  it('warns of a login that can write, of a certificate that nobody checked and of no encryption', async () => {
    const writer = await listen({
      backing: cms({ may: ['db_datawriter', 'INSERT', 'UPDATE', 'DELETE'] }),
      tls,
    });
    const { out } = await cliHere([
      'check',
      '--site',
      siteFor(writer, { encrypt: true, trust_server_certificate: true }).site,
    ]);
    assert.match(out, /warning: nobody checked the certificate of localhost/);
    assert.match(
      out,
      /warning: the login could write \(role db_datawriter, INSERT on the database, UPDATE on the database, DELETE on the database\)/,
    );
    const open = await listen({ backing: cms() });
    assert.match(
      (await cliHere(['check', '--site', siteFor(open).site])).out,
      /warning: the connection to localhost:\d+ is not encrypted/,
    );
  });

  it('warns once of a table without an index to find its rows by; a view has none', async () => {
    const indexes = [
      ['FACT_FORMS', 'DIM_PERSON_ID'],
      ['FACT_FORM_ANSWERS', null],
    ] as const;
    const server = await listen({ backing: cms({ indexes }) });
    const { code, out } = await cliHere(['check', '--site', siteFor(server).site]);
    assert.equal(code, 0);
    const warned = out.split('\n').filter((line) => line.includes('no index of'));
    assert.deepEqual(
      warned.map((line) => line.split(':')[1]),
      [
        ' no index of FACT_FORMS begins with FACT_FORM_ID',
        ' no index of FACT_FORM_ANSWERS begins with FACT_FORM_ID',
      ],
    );
  });

  it('lists every table and column that is missing or may not be read: exit 2', async () => {
    const lacking = needed.filter(
      ({ table, column }) =>
        table !== 'FACT_CONTACTS' && !(table === 'DIM_PERSON' && column === 'UPN'),
    );
    const { code, out } = await cliHere([
      'check',
      '--site',
      siteFor(await listen({ backing: cms({ columns: lacking }) })).site,
    ]);
    assert.equal(code, 2);
    assert.match(out, /missing: column DIM_PERSON\.UPN\nmissing: table FACT_CONTACTS\n/);
    const grants = out.split('\n').filter((line) => line.startsWith('  grant '));
    assert.equal(grants.length, 1, 'for the table that cannot be read, and no other');
    assert.match(
      grants[0] ?? '',
      /^ {2}grant select on \[Child_Social\]\.\[FACT_CONTACTS\] to \[\w+\];$/,
    );
  });
});
