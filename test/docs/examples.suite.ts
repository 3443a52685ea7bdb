import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { parse } from 'yaml';
import { prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { siteShape } from '../../src/site/shape.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { type Fence, codeSpans, tableRows } from '../support/markdown.ts';
import { wordsOf } from './usages.ts';
import { ROOT } from '../support/process.ts';
import { parseArguments } from '../support/whole-program.ts';
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

/** Fails unless the line is one that somebody can type in the folder of the program. */
function checkLine(line: string): void {
  for (const command of line.replace(/\s+#.*/, '').split(/ && | \| /)) checkCommand(command);
}

function checkCommand(command: string): void {
  const [program = '', ...args] = wordsOf(command);
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
      if (first === '-p' || first === '-e') return evaluates(first, second);
      // the place where somebody has put the program
      exists(first.replace(/^\/opt\/ssd-extract\//, ''));
      return parseArguments(args.slice(1));
    case 'bash':
      return exists(first);
    case 'git':
      if (first === 'config') exists(others[0] ?? '');
      return;
    case 'Out-String':
    case 'Invoke-Expression':
      return assert.deepEqual(args, []);
    case 'apt-get':
      return assert.deepEqual(args, ['install', 'postgresql']);
    default:
      // above all npx, which asks the public registry for a name that nobody owns
      assert.fail(`no test knows ${program}`);
  }
}

/** Fails unless Node can run it. */
function evaluates(option: string, expression: string): void {
  const { status, stderr } = spawnSync(process.execPath, [option, expression]);
  assert.equal(status, 0, stderr.toString());
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
    for (const line of [
      'ssd-extract run --sight x',
      'ssd-extract nothing',
      'npx ssd-extract run',
      'npm run nothing',
    ]) {
      assert.throws(() => checkLine(line));
    }
  });
});

it('SECURITY.md names a suite for each promise, and pages name suites that there are', () => {
  const promises = tableRows(pageNamed('SECURITY.md').text);
  assert.ok(promises.length >= 5);
  for (const [promise, , suites = ''] of promises) {
    assert.match(suites, /`test\//, promise);
  }
  for (const { name, text } of PAGES) {
    for (const suite of codeSpans(text).filter((code) => /^test\/[\w./-]*$/.test(code))) {
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
