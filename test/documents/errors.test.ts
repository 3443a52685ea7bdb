import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { staleErrorsPage } from '../../src/documents/errors-page.ts';
import { explains, loadExplanations } from '../../src/documents/explanations.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { RULES } from '../../src/validate/rules.ts';
import { tempDir } from '../support/files.ts';
import { gatherCodes } from '../support/gather-codes.ts';
import { cliHere } from '../support/cli-here.ts';
import { cli } from '../support/process.ts';

const { groups, findings } = loadExplanations();
const entries = groups.flatMap((group) => group.entries);
/** `code` is a column of the history's tables, and no code. */
const codes = gatherCodes().filter(({ code }) => code !== 'code');

const CLASSES: Readonly<Record<string, string>> = {
  ConfigError: 'config',
  ConnectionError: 'connection',
  ExtractionError: 'extraction',
  PublishingError: 'publishing',
  LockedError: 'locked',
  StoppedError: 'stopped',
};

/** How the run ends with a code: by its class, or by the table of an engine that holds it. */
function exitOf({ at, errorClass = '' }: { at: string; errorClass?: string | undefined }) {
  if (/^sources\/\w+\/login-(?:numbers|states)\.ts/.test(at)) return 'connection';
  if (/^sources\/\w+\/query-(?:numbers|states)\.ts/.test(at)) return 'extraction';
  return CLASSES[errorClass];
}

describe('errors people can look up', () => {
  it('finds codes of every shape that the source writes', () => {
    const found = new Set(codes.map(({ code }) => code));
    for (const [code, shape] of [
      ['bundle-exists', 'an error thrown in place'],
      ['bad-condition', 'an argument of a reader'],
      ['certificate-expired', 'a tuple of a table'],
      ['snapshot-too-old', 'a map of a table'],
      ['other-identity', 'one of two'],
      ['table-spelling', 'put together of a known word'],
      ['publish-*', 'put together of what the system says'],
    ] as const) {
      assert.ok(found.has(code), `${code}: ${shape}`);
    }
    assert.ok(found.size > 240, `${found.size}`);
  });

  it('explains every code of the source', () => {
    const without = codes.filter(({ code }) => !entries.some((entry) => explains(entry, code)));
    assert.deepEqual(without, [], 'add them to data/errors.yml, then: npm run errors');
  });

  it('explains no code that the source does not have', () => {
    const without = entries.filter((entry) => !codes.some(({ code }) => explains(entry, code)));
    assert.deepEqual(
      without.map(({ code }) => code),
      [],
    );
  });

  it('says the exit code that the class of each error has', () => {
    const wrong = codes.flatMap((source) => {
      const exit = exitOf(source);
      const entry = entries.find((item) => explains(item, source.code));
      return exit === undefined || entry?.exits.some((name) => name === exit)
        ? []
        : [`${source.code} (${source.at}) ends with ${exit}`];
    });
    assert.deepEqual(wrong, []);
  });

  it('says no exit code that an error thrown by name does not have', () => {
    const wrong = entries.flatMap(({ code, exits }) => {
      const thrown = codes.filter((source) => explains({ code }, source.code)).map(exitOf);
      if (thrown.includes(undefined)) return [];
      return exits.filter((name) => !thrown.includes(name)).map((name) => `${code}: ${name}`);
    });
    assert.deepEqual(wrong, []);
  });

  it('explains every rule of a finding, and no other', () => {
    assert.deepEqual(findings.map(({ rule }) => rule).sort(), Object.keys(RULES).sort());
  });

  it('keeps the page as it would be written now', async () => {
    assert.equal(await staleErrorsPage(), false, 'run: npm run errors');
  });
});

describe('a broken file of explanations', () => {
  function problemsOf(text: string): string[] {
    const file = path.join(tempDir(), 'errors.yml');
    fs.writeFileSync(file, text);
    try {
      loadExplanations(file);
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.problems.map(showProblem);
    }
    return [];
  }

  const entry = '{what: a, why: b, do: c}';

  it('is told with line and key', () => {
    const [problem = ''] = problemsOf(
      `groups:\n- title: T\n  exit: config\n  entries:\n    a: {what: x, why: y, doo: z}\n`,
    );
    assert.match(problem, /errors\.yml:5:\d+: error: .*\bdoo?\b/);
  });

  it('may not explain a code twice', () => {
    const group = (title: string) =>
      `- title: ${title}\n  exit: config\n  entries:\n    same: ${entry}\n`;
    const text = `groups:\n${group('A')}${group('B')}`;
    assert.match(problemsOf(text).join('\n'), /errors\.yml:9:5: error: .*same.*\[repeated-code\]/);
    assert.deepEqual(problemsOf(text.replace(/same(?=.*\n$)/, 'other')), []);
  });

  it('may not name an exit code that there is none of', () => {
    const text = `groups:\n- title: T\n  exit: nowhere\n  entries:\n    a: ${entry}\n`;
    assert.match(problemsOf(text).join('\n'), /errors\.yml:3:/);
  });
});

describe('ssd-extract errors', () => {
  const errors = (...args: string[]) => cliHere(['errors', ...args]);

  it('prints the entry of a code, as a message shows it', async () => {
    const { code, out } = await cli(['errors', '[stalled]']);
    assert.equal(code, 0);
    assert.match(out, /^stalled: .* Exit code 4\.\n {2}Usual causes: .*\n {2}What to do: /);
  });

  it('knows the endings that the system gives, and the rules of findings', async () => {
    assert.match((await errors('publish-enospc')).out, /^publish-enospc: .* Exit code 5\./);
    assert.match((await errors('sentinel-date')).out, /^sentinel-date: .*1900-01-01.*finding/);
  });

  it('suggests what was meant', async () => {
    const { code, out, err } = await errors('staled');
    assert.deepEqual([code, out], [2, '']);
    assert.match(err, /"staled" \[unknown-code\]\n {4}did you mean "stalled"\?/);
  });

  it('lists every code and rule without one', async () => {
    const { out } = await errors();
    const listed = new Set(out.split(/[\s,:]+/));
    for (const { code } of entries) assert.ok(listed.has(code), code);
    for (const { rule } of findings) assert.ok(listed.has(rule), rule);
  });
});
