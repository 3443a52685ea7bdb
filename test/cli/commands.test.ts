import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { cliHere } from '../support/cli-here.ts';
import { cli } from '../support/process.ts';
import { leavesOf, pathOf, wholeProgram } from '../support/whole-program.ts';
import { pageNamed } from '../docs/pages.ts';
import { documentedUsages, optionsIn } from '../docs/usages.ts';

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
    assert.match((await cliHere(args)).out, /^46 files written\n$/);
    assert.equal((await cliHere([...args, '--check'])).code, 0);
    const dir = path.join(out, 'liquid_logic');
    fs.appendFileSync(path.join(dir, 'ssd_person.sql'), '-- mended by hand\n');
    fs.rmSync(path.join(dir, 'ssd_family.sql'));
    fs.writeFileSync(path.join(dir, 'ssd_old.sql'), '');
    const stale = await cliHere([...args, '--check']);
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
    const ended = await cliHere(['sql', '--site', site, '--out', out, '--only', 'ssd_contacts']);
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
      assert.equal((await cliHere(['sql', ...args])).code, 2);
    }
  });
  it('refuses an engine that there is not', async () =>
    assert.match(
      (await cliHere(['sql', '--engine', 'mysql'])).err,
      /Allowed choices are mssql, oracle, postgres/,
    ));
  it('refuses a CMS that there is not', async () => {
    const ended = await cliHere(['sql', '--cms', 'liquid_logik']);
    assert.equal(ended.code, 2);
    assert.match(
      ended.err,
      /there is no profile for the CMS "liquid_logik".*\n.*did you mean "liquid_logic"\?/,
    );
  });
});

describe('ssd-extract spec check', () => {
  it('passes our edition', async () => {
    const ended = await cliHere(['spec', 'check']);
    assert.equal(ended.code, 0);
    assert.match(
      ended.out,
      /^warnings: \d+ [a-z-]+.*; --all lists them\n48 objects, \d+ fields, \d+ code sets: 0 errors, \d+ warnings\n$/,
    );
    const all = await cliHere(['spec', 'check', '--all']);
    const listed = all.out.match(/: warning: /g)?.length ?? 0;
    assert.ok(listed > 0);
    assert.match(ended.out, new RegExp(`, ${listed} warnings\\n$`));
  });
  it('ends with 2 when something is broken, and tells where', async () => {
    const spec = writeTree(tempDir(), {
      'ssd_a.yml':
        "- name: ssd_a\n  fields:\n  - {name: x, type: int, description: 'a child's x'}\n",
    });
    const ended = await cliHere(['spec', 'check', spec]);
    assert.equal(ended.code, 2);
    assert.match(ended.out, /ssd_a\.yml:3:\d+: error: not valid YAML.*\n.*apostrophe/);
  });
});

describe('docs/commands.md', () => {
  const usages = documentedUsages();
  const program = wholeProgram();

  it('has each command of the program, once, and no other', () =>
    assert.deepEqual(
      usages.map(({ title }) => title).sort(),
      leavesOf(program).map(pathOf).sort(),
    ));

  it('names each in its table at the top', () => {
    const [top = ''] = pageNamed('docs/commands.md').text.split('\n## ');
    const named = [...top.matchAll(/\[([a-z ]+)\]\(#/g)].map(([, name]) => name);
    assert.deepEqual(
      named,
      usages.map(({ title }) => title),
    );
  });

  it('has those of the first page of the help, and that page has them', async () => {
    const main = (await cliHere(['--help'])).out;
    const [, list = ''] = main.split('\nCommands:\n');
    const listed = [...list.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name]) => name ?? '');
    assert.deepEqual(
      listed.filter((name) => name !== 'help').sort(),
      [...new Set(usages.map(({ title }) => title.split(' ')[0] ?? ''))].sort(),
    );
  });

  for (const { title, usage, least } of usages) {
    it(`has the options of ${title} that its help has, and says which may be left out`, async () => {
      const help = (await cliHere([...title.split(' '), '--help'])).out;
      const told = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)]
        .map(([, option]) => option)
        .filter((option) => option !== '--help' && option !== '--version')
        .sort();
      assert.deepEqual(told, optionsIn(usage));
      const command = leavesOf(program).find((item) => pathOf(item) === title);
      assert.ok(command && least.startsWith(title), usage);
      assert.deepEqual(
        optionsIn(least),
        command.options.flatMap(({ mandatory, long }) => (mandatory && long ? [long] : [])).sort(),
      );
      // what stands before the first option, behind the name
      const [before = ''] = usage.slice(title.length).split(/ \[?--/);
      assert.deepEqual(
        before
          .split(' ')
          .filter(Boolean)
          .map((word) => !word.startsWith('[')),
        command.registeredArguments.map(({ required }) => required),
      );
    });
  }
});
