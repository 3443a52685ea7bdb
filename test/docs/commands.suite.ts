import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { tempDir, writeTree } from '../support/files.ts';
import { codeSpans } from '../support/markdown.ts';
import { ROOT, cli } from '../support/process.ts';
import { leavesOf, parseArguments, pathOf, wholeProgram } from '../support/whole-program.ts';
import { PAGES } from './pages.ts';
import { documentedUsages, wordsOf } from './usages.ts';

const PROGRAM = /^(?:node src\/cli\/bin\.mjs|ssd-extract) (?=[a-z])/;

/** What needs more than a site of synthetic children, and the test that runs it. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  demo: 'test/cli/commands.test.ts',
  oddities: 'test/mapping/oddities.test.ts',
  decrypt: 'test/docs/walkthrough.test.ts',
  'notify test': 'test/docs/walkthrough.test.ts',
  'schedule keep': 'test/operate/keep-schedule.test.ts',
  'site import': 'test/setup/import.test.ts',
  query: 'test/analyse/judges.suite.ts',
  open: 'test/analyse/judges.suite.ts',
  convert: 'test/analyse/judges.suite.ts',
  diff: 'test/analyse/page.long.ts',
  pool: 'test/analyse/pool.test.ts',
};

const titles = leavesOf(wholeProgram()).map(pathOf);

/** The command of a line without the program's name. */
function titleOf(line: string): string {
  const [first = '', second = ''] = line.split(' ');
  if (first === 'schedule' && second.startsWith('-')) return 'schedule keep';
  return titles.find((title) => title === `${first} ${second}`) ?? first;
}

const blockLines = PAGES.flatMap(({ blocks }) => blocks)
  .filter(({ language, notRun }) => language === 'sh' && notRun === undefined)
  .flatMap(({ text }) => text.trimEnd().split('\n'));
const spans = PAGES.flatMap(({ text }) => codeSpans(text)).filter((code) => /\bFILE\b/.test(code));
const usages = documentedUsages();

describe('docs/commands.md', () => {
  for (const { title, usage, least } of usages) {
    it(`has a usage of ${title} that can be typed, in full and at the least`, () => {
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
    });
  }
});

describe('commands of the pages, on synthetic children', () => {
  const home = path.join(tempDir(), 'here');
  let bundle = '';

  /** What stands for something that an authority has. */
  const meant = (word: string): string => {
    const site = /(?:^|[/\\])site\.yml$/.test(word) && !fs.existsSync(path.resolve(home, word));
    if (word === 'FILE' || site) return path.join(home, 'config', 'demo.yml');
    const stands: Readonly<Record<string, string>> = {
      ...{ DIR: 'out', BUNDLE: bundle, NAME: 'ssd_person' },
      ...{ CODE: 'missing-tables', RULE: 'type' },
    };
    return stands[word] ?? word.replace(/\|\S+/, '');
  };

  /** Runs a line of a page in a folder with the demo's site files instead of ours. */
  const type = async (line: string): Promise<string> => {
    const words = wordsOf(line.replace(/\s+#.*/, ''));
    // these write over nothing; a site file that is named is where the page goes on
    const apart = words[0] === 'schedule' || (words[0] === 'init' && !words.includes('--site'));
    const args = words[0] === 'init' ? words : words.map(meant);
    const { code, out, err } = await cli(args, { cwd: apart ? tempDir() : home });
    assert.ok(code === 0 || (code === 1 && args[0] === 'validate'), `${line}: ${out}${err}`);
    return out;
  };

  before(async () => {
    for (const name of ['demo.yml', 'mosaic.demo.yml']) {
      writeTree(home, {
        [`config/${name}`]: fs.readFileSync(path.join(ROOT, 'config', name), 'utf8'),
      });
    }
    await type('testdb --site FILE --children 40 --seed 3 --as-of 2026-11-22');
    const ran = await type('run --site FILE --json --as-of 2026-11-22');
    bundle = (JSON.parse(ran) as { bundle: string }).bundle;
  });

  const lines = [...blockLines, ...spans]
    .filter((line) => PROGRAM.test(line))
    .map((line) => line.replace(PROGRAM, ''))
    // its least asks, or writes the `sql/` of the program
    .concat(usages.map(({ least }) => least).filter((least) => !['init', 'sql'].includes(least)));

  for (const line of new Set(lines)) {
    if (titleOf(line) in ELSEWHERE) continue;
    it(line, async () => {
      await type(line);
    });
  }

  for (const [title, file] of Object.entries(ELSEWHERE)) {
    it(`${title} is run by ${file}`, () => {
      assert.ok(titles.includes(title), 'there is such a command');
      assert.ok(fs.existsSync(path.join(ROOT, file)), 'there is such a test');
    });
  }
});
