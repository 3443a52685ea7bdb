import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { tableRows } from '../support/markdown.ts';
import { ROOT, cli } from '../support/process.ts';

describe('ssd-extract demo', () => {
  it('makes synthetic children, extracts them, and says what to open next', async () => {
    const cwd = tempDir();
    const ended = await cli(['demo', '--children', '20', '--seed', '2'], { cwd });
    assert.equal(ended.code, 0, ended.err);
    assert.match(
      ended.out,
      /20 synthetic children: \d+ tables, [\d,]+ rows.*No real person is in it/,
    );
    assert.match(ended.out, /\nssd_person +\d+ +\d+ +\d+\n/);
    const [, bundle = ''] = /\nBundle: (.+)\n/.exec(ended.out) ?? [];
    assert.match(ended.out, /\nNext: {3}report\.html says/);
    assert.match(ended.out, /A site file of your own: node .*bin\.mjs init\n$/);
    assert.equal(path.dirname(bundle), 'bundles', 'in the current folder');
    assert.deepEqual((await verifyBundle(path.resolve(cwd, bundle))).faults, []);
    assert.deepEqual(fs.readdirSync(cwd).sort(), ['.demo', 'bundles']);
  });
});

describe('ssd-extract sql', () => {
  it('writes one file an object, and --check tells when one is stale, gone or not wanted any more', async () => {
    const out = tempDir();
    const args = ['sql', '--cms', 'liquid_logic', '--engine', 'postgres', '--out', out];
    assert.match((await cli(args)).out, /^46 files written\n$/);
    assert.equal((await cli([...args, '--check'])).code, 0);
    const dir = path.join(out, 'liquid_logic');
    fs.appendFileSync(path.join(dir, 'ssd_person.sql'), '-- mended by hand\n');
    fs.rmSync(path.join(dir, 'ssd_family.sql'));
    fs.writeFileSync(path.join(dir, 'ssd_old.sql'), '');
    const stale = await cli([...args, '--check']);
    assert.equal(stale.code, 2);
    assert.match(
      stale.err,
      /3 files .* would be written otherwise: ssd_family\.sql, ssd_person\.sql, ssd_old\.sql.*\n.*npm run sql/,
    );
  });
  it("writes a site's own queries, overrides and all", async () => {
    const site = path.join(tempDir(), 'site.yml');
    fs.writeFileSync(
      site,
      'site: a\ncms: liquid_logic\nconnection: {engine: mssql, server: s, database: d}\nsource: {database: LIVE}\nwindow_years: 3\noverrides: {ssd_contacts: {rows: {also_where: [{contact.DIM_LOOKUP_CONT_SORC_ID: {is: 4711}}]}}}\n',
    );
    const out = tempDir();
    const ended = await cli(['sql', '--site', site, '--out', out, '--only', 'ssd_contacts']);
    assert.equal(ended.code, 0, ended.err);
    const text = fs.readFileSync(path.join(out, 'ssd_contacts.sql'), 'utf8');
    for (const expected of [
      /a window of 3 years/,
      /"LIVE"\."Child_Social"\."FACT_CONTACTS"/,
      /"contact"\."DIM_LOOKUP_CONT_SORC_ID" = @n_4711/,
    ]) {
      assert.match(text, expected);
    }
    for (const args of [
      ['--site', site],
      ['--site', site, '--out', out, '--cms', 'mosaic'],
    ]) {
      assert.equal((await cli(['sql', ...args])).code, 2);
    }
  });
  it('refuses an engine that there is not', async () =>
    assert.match(
      (await cli(['sql', '--engine', 'mysql'])).err,
      /Allowed choices are mssql, oracle, postgres/,
    ));
  it('refuses a CMS that there is not', async () => {
    const ended = await cli(['sql', '--cms', 'liquid_logik']);
    assert.equal(ended.code, 2);
    assert.match(
      ended.err,
      /there is no profile for the CMS "liquid_logik".*\n.*did you mean "liquid_logic"\?/,
    );
  });
});

describe('ssd-extract spec check', () => {
  it('passes our edition', async () => {
    const ended = await cli(['spec', 'check']);
    assert.equal(ended.code, 0);
    assert.match(
      ended.out,
      /^warnings: \d+ [a-z-]+.*; --all lists them\n48 objects, \d+ fields, \d+ code sets: 0 errors, \d+ warnings\n$/,
    );
    const all = await cli(['spec', 'check', '--all']);
    const listed = all.out.match(/: warning: /g)?.length ?? 0;
    assert.ok(listed > 0);
    assert.match(ended.out, new RegExp(`, ${listed} warnings\\n$`));
  });
  it('ends with 2 when something is broken, and tells where', async () => {
    const spec = writeTree(tempDir(), {
      'ssd_a.yml':
        "- name: ssd_a\n  fields:\n  - {name: x, type: int, description: 'a child's x'}\n",
    });
    const ended = await cli(['spec', 'check', spec]);
    assert.equal(ended.code, 2);
    assert.match(ended.out, /ssd_a\.yml:3:\d+: error: not valid YAML.*\n.*apostrophe/);
  });
});

describe('--help', () => {
  it('tells of every command and option that the README tells of, and the README of every one in it', async () => {
    const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const section = /## Commands([^]*?)\n## /.exec(readme)?.[1] ?? '';
    const rows = tableRows(section).map(([usage = '']) => ({
      command: /^`([a-z]+(?: check| import| export| keep| test)?)/.exec(usage)?.[1] ?? '',
      options: [...usage.matchAll(/--[a-z-]+/g)].map(([option]) => option).sort(),
    }));
    const main = (await cli(['--help'])).out;
    for (const { command, options } of rows) {
      const help = (await cli([...command.split(' '), '--help'])).out;
      const told = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)]
        .map(([, option]) => option)
        .filter((option) => option !== '--help' && option !== '--version')
        .sort();
      assert.deepEqual(told, options, command);
      assert.match(main, new RegExp(`^ {2}${command.split(' ')[0] ?? ''}\\b`, 'm'));
    }
    const commands = [...main.matchAll(/^ {2}([a-z]+)\b/gm)]
      .map(([, command]) => command)
      .filter((command) => command !== 'help');
    for (const command of commands) {
      if (!/^\d/.test(command ?? '')) {
        assert.ok(
          rows.some((row) => row.command.startsWith(command ?? '')),
          `the README has ${command ?? ''}`,
        );
      }
    }
  });
});
