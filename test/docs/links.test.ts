import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import GithubSlugger from 'github-slugger';
import { ROOT } from '../support/process.ts';

/** Folders whose pages are read, and what the program's own pages may lead to in a package. */
const FOLDERS = ['.', 'docs', 'test', 'config', 'data', 'sql'];
const EXTERNAL = /^[a-z]+:/;

const files = FOLDERS.flatMap((folder) =>
  fs
    .readdirSync(path.join(ROOT, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.posix.join(folder, name.replaceAll('\\', '/'))),
);

const read = (file: string): string =>
  fs.readFileSync(path.join(ROOT, file), 'utf8').replaceAll('\r\n', '\n');

/** The page without its fenced blocks and `code`, in which brackets are no links. */
const proseOf = (file: string): string =>
  read(file)
    .replaceAll(/^ *```[^]*?^ *```/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, '.'));

/** Where a page leads to, pictures too: relative places with their anchors. */
function linksIn(file: string): { readonly link: string; readonly to: string; anchor: string }[] {
  const found = [...proseOf(file).matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)];
  return found
    .map(([, link = '']) => link)
    .filter((link) => !EXTERNAL.test(link))
    .map((link) => {
      const [place = '', anchor = ''] = link.split('#');
      const to = place === '' ? file : path.posix.join(path.posix.dirname(file), place);
      return { link, to, anchor };
    });
}

/** The anchors that GitHub makes of the titles of a page. */
function anchorsOf(file: string): Set<string> {
  const slugger = new GithubSlugger();
  const titles = read(file)
    .replaceAll(/^ *```[^]*?^ *```/gm, '')
    .matchAll(/^#{1,6} (.+)$/gm);
  // what is shown, without the marks of code, emphasis and links
  const shown = (title: string): string =>
    title.replaceAll(/\[([^\]]*)\]\([^)]*\)|[`*]/g, (_, text?: string) => text ?? '').trim();
  return new Set([...titles].map(([, title = '']) => slugger.slug(shown(title))));
}

describe('links of the pages', () => {
  for (const file of files) {
    it(`${file} leads to files and titles that there are`, () => {
      const dead = linksIn(file).filter(({ to, anchor }) => {
        if (!fs.existsSync(path.join(ROOT, to))) return true;
        return anchor !== '' && !anchorsOf(to).has(anchor);
      });
      assert.deepEqual(
        dead.map(({ link }) => link),
        [],
      );
    });
  }

  it('would be found dead', () => {
    assert.ok(files.length > 20);
    assert.ok(linksIn('README.md').some(({ to }) => to === 'docs/images/report.png'));
    assert.ok(linksIn('docs/first-use.md').some(({ anchor }) => anchor === 'install-offline'));
    assert.ok(!anchorsOf('docs/operations.md').has('install-online'));
    assert.ok(anchorsOf('docs/mapping.md').has('a-database-that-holds-the-ssd_-tables-already'));
  });

  it('stay within what the package and the archives hold', () => {
    const { files: packed } = JSON.parse(read('package.json')) as { files: readonly string[] };
    const held = [...packed, 'README.md', 'LICENSE'];
    const within = (file: string): boolean =>
      held.some((name) => file === name || file.startsWith(`${name}/`));
    const astray = files
      .filter(within)
      .flatMap((file) => linksIn(file).map(({ link, to }) => ({ file, link, to })))
      .filter(({ to }) => !within(to.replace(/\/$/, '')));
    assert.deepEqual(
      astray.map(({ file, link }) => `${file}: ${link}`),
      [],
    );
  });
});

describe('docs/README.md', () => {
  const index = linksIn('docs/README.md').map(({ to }) => to);

  it('lists every page of docs/, once', () => {
    const pages = files.filter((file) => path.posix.dirname(file) === 'docs');
    assert.deepEqual(
      index.filter((to) => path.posix.dirname(to) === 'docs').sort(),
      pages.filter((file) => file !== 'docs/README.md').sort(),
    );
  });

  it('has a line for each: who needs it, and when', () => {
    const lines = read('docs/README.md')
      .split('\n')
      .filter((line) => line.startsWith('- '));
    for (const line of lines) assert.match(line, /^- \[[^\]]+\]\([^)]+\): .{20,}\.$/);
    assert.equal(lines.length, new Set(lines.map((line) => line.split('](')[1])).size);
  });
});

describe('README.md', () => {
  const text = read('README.md');

  // three minutes at the 230 words a minute of a technical text; 110 lines are two screens
  it('is one page that is read in three minutes', () => {
    const words = proseOf('README.md')
      .replaceAll(/\]\([^)]*\)/g, ']')
      .match(/[\p{L}\d][\p{L}\d'’.-]*/gu);
    assert.ok((words?.length ?? 0) <= 700, `${words?.length ?? 0} words`);
    const lines = text.split('\n').length;
    assert.ok(lines <= 110, `${lines} lines`);
  });

  it('shows the picture, the two commands, the first site file, and the way on', () => {
    for (const expected of [
      '](docs/images/report.png)',
      'npm ci && npm run demo\n',
      'npm ci && npm test\n',
      'bin.mjs init ',
      'bin.mjs check ',
      'bin.mjs run ',
      '](docs/README.md)',
    ]) {
      assert.ok(text.includes(expected), expected);
    }
  });
});
