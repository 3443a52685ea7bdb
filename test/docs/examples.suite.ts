import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { Command } from 'commander';
import { parse } from 'yaml';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { siteShape } from '../../src/site/shape.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { type Fence, codeSpans, tableRows } from '../support/markdown.ts';
import { ROOT, cli } from '../support/process.ts';
import { PAGES, type Page, pageNamed, placeOf } from './pages.ts';

/** The languages whose blocks a test takes care of; `text` is prose. */
const HANDLED: Readonly<Record<string, (page: Page) => boolean>> = {
  sh: () => true,
  yaml: () => true,
  // test/docs/mosaic.test.ts runs those of its page
  // and test/pool/pool.suite.ts those of its own
  sql: ({ name }) => ['docs/mosaic.md', 'docs/postgres.md', 'docs/pooling.md'].includes(name),
  // test/analyse/judges.suite.ts runs those of its page
  python: ({ name }) => name === 'docs/analysts.md',
  text: () => true,
};

const dir = tempDir();
const scripts = Object.keys(
  (JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: object })
    .scripts,
);

const commands = await Promise.all(
  COMMANDS.map(async ({ name, load }) => ({ name, define: (await load()).define })),
);

/** Reads arguments as the program does, and does nothing. @throws CommanderError */
function parseArguments(args: readonly string[]): void {
  const silent = { writeOut: () => undefined, writeErr: () => undefined };
  const program = new Command('ssd-extract').exitOverride().configureOutput(silent);
  for (const { name, define } of commands) define(program.command(name));
  for (const leaf of leaves(program)) leaf.action(() => undefined);
  // a command that is only named lacks what it needs, and is a command all the same
  if (args.every((word) => /^[a-z]+$/.test(word))) {
    assert.ok(find(program, args), `there is no command ${args.join(' ')}`);
  } else {
    program.parse([...args], { from: 'user' });
  }
}

function leaves(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function find(program: Command, words: readonly string[]): Command | undefined {
  return words.reduce<Command | undefined>(
    (command, word) => command?.commands.find((item) => item.name() === word),
    program,
  );
}

/** Fails unless the line is one that somebody can type in the folder of the program. */
function checkLine(line: string): void {
  for (const command of line.replace(/\s+#.*/, '').split(' && ')) checkCommand(command);
}

function checkCommand(command: string): void {
  const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)];
  const [program = '', ...args] = words.map(([, text, word]) => text ?? word ?? '');
  const [first = '', second = '', ...others] = args;
  const exists = (file: string): void => {
    assert.ok(fs.existsSync(path.join(ROOT, file)), `there is no ${file}`);
  };
  switch (program) {
    case 'npm':
      assert.match(
        first,
        /^(?:ci|test|run|pack)$/,
        `npm ${first} is no way to start anything here`,
      );
      if (first === 'run') assert.ok(scripts.includes(second), `there is no script ${second}`);
      if (second === 'ssd-extract') parseArguments(others.slice(1));
      return;
    case 'ssd-extract':
      return parseArguments(args);
    case 'node':
      if (first === '--test') return exists(second);
      // the place where somebody has put the program
      exists(first.replace(/^\/opt\/ssd-extract\//, ''));
      return parseArguments(args.slice(1));
    case 'bash':
      return exists(first);
    case 'git':
      if (first === 'config') exists(others[0] ?? '');
      return;
    case 'apt-get':
      return assert.deepEqual(args, ['install', 'postgresql']);
    default:
      // above all npx, which asks the public registry for a name that nobody owns
      assert.fail(`no test knows ${program}`);
  }
}

const PROGRAMS = /^(?:npx|npm|node|bash|git|apt-get|docker|yarn|pnpm|ssd-extract) \S/;

describe('every page', () => {
  it('has blocks of languages that a test takes care of, or says why it is not run', (t) => {
    for (const page of PAGES) {
      for (const block of page.blocks) {
        const { language, notRun } = block;
        if (notRun !== undefined) t.diagnostic(`not run: ${placeOf(page, block)} ${notRun}`);
        else assert.ok(HANDLED[language]?.(page), `${placeOf(page, block)}: ${language}`);
      }
    }
  });

  for (const page of PAGES) {
    const lines = page.blocks
      .filter(({ language, notRun }) => language === 'sh' && notRun === undefined)
      .flatMap(({ text }) => text.trimEnd().split('\n'));
    for (const line of [...lines, ...codeSpans(page.text).filter((code) => PROGRAMS.test(code))]) {
      it(`${page.name} has a command that can be typed: ${line}`, () => checkLine(line));
    }
  }

  it('would not get away with an option that there is not, nor with npx', () => {
    for (const line of ['ssd-extract run --sight x', 'npx ssd-extract run', 'npm run nothing']) {
      assert.throws(() => checkLine(line));
    }
  });
});

it('README.md and SECURITY.md name a suite for each promise, and suites that there are', () => {
  const promises = tableRows(pageNamed('SECURITY.md').text);
  assert.ok(promises.length >= 5);
  for (const [promise, , suites = ''] of promises) {
    assert.match(suites, /`test\//, promise);
  }
  for (const name of [
    'README.md',
    'SECURITY.md',
    'docs/operations.md',
    'docs/data-protection.md',
  ]) {
    for (const suite of codeSpans(pageNamed(name).text).filter((code) => /^test\//.test(code))) {
      assert.ok(fs.existsSync(path.join(ROOT, suite)), `${name}: ${suite}`);
    }
  }
});

const CONNECTIONS: Readonly<Record<string, object>> = {
  mssql: { engine: 'mssql', server: 's', database: 'd' },
  oracle: { engine: 'oracle', connect_string: 's', user: 'u', password: { env: 'P' } },
};
const SITE_KEYS = new Set(Object.keys(siteShape.shape));

function isPartOfSite(block: Fence): boolean {
  return (
    block.language === 'yaml' &&
    Object.keys(parse(block.text) as object).every((key) => SITE_KEYS.has(key))
  );
}

describe('every example of a site file', () => {
  const examples = PAGES.flatMap((page) =>
    page.blocks.filter(isPartOfSite).map((block) => ({ page, block })),
  );
  for (const [index, { page, block }] of examples.entries()) {
    it(`loads: ${placeOf(page, block)}`, () => {
      const written = parse(block.text) as Record<string, unknown>;
      const cms = /mosaic|oracle/.test(page.name) ? 'mosaic' : 'liquid_logic';
      const connection = CONNECTIONS[cms === 'mosaic' ? 'oracle' : 'mssql'];
      const rest = Object.entries({ site: 'trial', cms, connection })
        .filter(([key]) => !(key in written))
        .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
      const file = path.join(dir, `site${index}.yml`);
      fs.writeFileSync(file, rest.join('') + block.text);
      prepareSite(loadSite(file));
    });
  }
  it('is found', () => assert.ok(examples.length >= 5));
});

it('docs/validation.md has validators that a spec can have', () => {
  const blocks = pageNamed('docs/validation.md').blocks.filter((item) => item.language === 'yaml');
  assert.ok(blocks.length > 0);
  for (const { text } of blocks) {
    const validated = `    type: date\n${text.replaceAll(/^(?=.)/gm, '    ')}`;
    const spec = writeTree(tempDir(), {
      'ssd_a.yml': `- name: ssd_a\n  fields:\n  - {name: a_id, type: string, primary_key: true}\n  - {name: cine_close_date, type: date}\n  - name: a_reason\n${validated}`,
    });
    assert.deepEqual(loadSpec(spec).blocking, []);
  }
});

it('docs/validation.md has the grammar that the parser of expressions has', () => {
  const source = fs.readFileSync(
    path.join(ROOT, 'src', 'validators', 'expression', 'parse.ts'),
    'utf8',
  );
  const [grammar = { text: '' }] = pageNamed('docs/validation.md').blocks.filter(
    (item) => item.language === 'text',
  );
  const squeezed = (text: string): string => text.replaceAll(/[\s*]+/g, ' ').trim();
  assert.match(grammar.text, /^expression = /);
  assert.ok(squeezed(source).includes(squeezed(grammar.text)));
});

it('docs/postgres.md has SQL that PostgreSQL takes', async () => {
  const db = await PGlite.create();
  await db.exec('create role loader; create schema "Child_Social"');
  const { rows } = await db.query<{ name: string }>('select current_database() as name');
  for (const { text, language } of pageNamed('docs/postgres.md').blocks) {
    if (language !== 'sql') continue;
    await db.exec(text.replace('database warehouse', `database "${rows[0]?.name ?? ''}"`));
  }
  const { rows: granted } = await db.query<{ may: boolean }>(
    `select has_schema_privilege('ssd_reader', 'Child_Social', 'usage') as may`,
  );
  assert.deepEqual(granted, [{ may: true }]);
  await db.close();
});

describe('commands of the pages, on synthetic children', () => {
  const home = tempDir();
  const day = ['--as-of', '2026-11-22'];
  let bundle = '';

  /** Runs a line of a page in a folder with the demo's site files instead of ours. */
  const type = async (line: string, ...more: string[]): Promise<string> => {
    const args = line
      .replace(/^(?:node src\/cli\/bin\.mjs|ssd-extract) /, '')
      .split(' ')
      .map((word) => ({ FILE: 'config/demo.yml', DIR: 'out', BUNDLE: bundle })[word] ?? word);
    const { code, out, err } = await cli([...args, ...more], { cwd: home });
    assert.ok(code === 0 || (code === 1 && args[0] === 'validate'), `${line}: ${out}${err}`);
    return out;
  };

  before(async () => {
    for (const name of ['demo.yml', 'mosaic.demo.yml']) {
      writeTree(home, {
        [`config/${name}`]: fs.readFileSync(path.join(ROOT, 'config', name), 'utf8'),
      });
    }
    await type('testdb --site FILE --children 40 --seed 3', ...day);
    const ran = await type('run --site FILE --json', ...day);
    bundle = (JSON.parse(ran) as { bundle: string }).bundle;
  });

  // the others write into the folder of the program, or need a file that is an authority's
  const withoutHelp = new Set(['check', 'run', 'sql', 'validate', 'verify', 'spec']);
  const usages = tableRows(/## Commands([^]*?)\n## /.exec(pageNamed('README.md').text)?.[1] ?? '')
    .map(([usage = '']) => usage.replaceAll('`', ''))
    .map((usage) => ({ usage, least: usage.replaceAll(/ \[[^\]]*\]/g, '') }));

  it('README.md: every usage can be typed, in full and at the least', () => {
    assert.ok(usages.length >= 10);
    for (const { usage, least } of usages) {
      const full = usage
        .replaceAll(/[[\]]/g, '')
        .replaceAll(/\|\S+/g, '')
        .replaceAll(/\bN\b/g, '5')
        .replaceAll('YYYY-MM-DD', '2026-11-22')
        .replaceAll('HH:MM', '02:00')
        .replaceAll('HOURS', '4')
        .replaceAll('SIZE', '1GB');
      parseArguments(full.split(' '));
      parseArguments(least.replaceAll(/\|\S+/g, '').split(' '));
    }
  });

  const shown = PAGES.flatMap((page) => [
    ...codeSpans(page.text),
    ...page.blocks
      .filter(({ language }) => language === 'sh')
      .flatMap(({ text }) => text.trimEnd().split('\n')),
  ]).filter((code) => /^(?:node src\/cli\/bin\.mjs|ssd-extract) .*(?:FILE|config\/)/.test(code));
  const lines = [...new Set([...shown, ...usages.map(({ least }) => least)])].filter((line) =>
    withoutHelp.has(
      line.replace(/^(?:node src\/cli\/bin\.mjs|ssd-extract) /, '').split(' ')[0] ?? '',
    ),
  );
  it('are run: those of the pages, and each usage of the README', () =>
    assert.ok(lines.length >= 6));

  for (const line of lines) {
    if (line === 'sql') continue;
    it(line, async () => {
      if (line.includes('mosaic')) await type('testdb --site config/mosaic.demo.yml --children 40');
      await type(line);
    });
  }
});
