import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { tempDir } from '../support/files.ts';
import { BIN, ROOT } from '../support/process.ts';

/** Blocks of a section, in their order: `[language, text]`. */
function blocksOf(section: string): readonly (readonly [string, string])[] {
  const page = fs.readFileSync(path.join(ROOT, 'docs', 'operations.md'), 'utf8');
  const from = page.indexOf(`\n## ${section}\n`);
  const text = page.slice(from, page.indexOf('\n## ', from + 1));
  return [...text.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, language = '', block = '']) => [
    language,
    block,
  ]);
}

const lacks =
  process.platform === 'win32' || spawnSync('age-keygen', ['--version']).error !== undefined
    ? 'needs a shell and the age tool'
    : false;

describe('from an empty folder to a bundle every night', { skip: lacks }, () => {
  const dir = tempDir();
  const bin = path.join(dir, 'bin');
  fs.mkdirSync(bin);
  fs.writeFileSync(
    path.join(bin, 'ssd-extract'),
    `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`,
    { mode: 0o755 },
  );
  const ssd = path.join(dir, 'ssd');

  /** Types a line in the folder where the one before left off; gives what was printed. */
  function type(line: string): string {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
      cwd: fs.existsSync(ssd) ? ssd : dir,
      env: { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` },
      encoding: 'utf8',
      timeout: 120_000,
    });
    assert.equal(status, 0, `${line}\n${stdout}\n${stderr}`);
    return stdout;
  }

  it('each line of the page does what it says', () => {
    const blocks = blocksOf('From an empty folder to a bundle every night');
    assert.deepEqual(
      blocks.map(([language]) => language),
      ['sh', 'yaml', 'sh', 'sh', 'sh'],
    );
    const printed = new Map<string, string>();
    for (const [language, text] of blocks) {
      if (language === 'yaml') {
        const key = printed.get('age-keygen -y analyst.key')?.trim() ?? '';
        assert.match(key, /^age1[a-z0-9]{58}$/);
        fs.writeFileSync(path.join(ssd, 'site.yml'), text.replace(/age1[a-z0-9]{58}/, key));
        continue;
      }
      for (const line of text.trim().split('\n')) printed.set(line, type(line));
    }
    const names = fs.readdirSync(path.join(ssd, 'plain'));
    assert.equal(names.filter((name) => /^ssd_.*\.csv$/.test(name)).length, 46);
    const notices = fs.readFileSync(path.join(ssd, 'notices.jsonl'), 'utf8');
    assert.match(notices, /"event":"test"/);
    assert.match(notices, /"event":"(?:success|warning)"/);
    assert.match(printed.get('ssd-extract history --site site.yml') ?? '', /finished/);
    assert.deepEqual(fs.readdirSync(path.join(ssd, 'units')).sort(), [
      'ssd-extract-example.service',
      'ssd-extract-example.timer',
    ]);
    const [bundle = ''] = fs
      .readdirSync(path.join(ssd, 'bundles'))
      .filter((name) => name.startsWith('ssd_'));
    const clear = fs
      .readdirSync(path.join(ssd, 'bundles', bundle))
      .filter((name) => /csv$/.test(name));
    assert.deepEqual(clear, [], 'nothing lies in the clear');
  });
});
