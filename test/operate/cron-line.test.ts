import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { cronLine } from '../../src/operate/schedule/cron-line.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { tempDir } from '../support/files.ts';
import { exportedText, taskWith } from '../support/task.ts';

const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';
const noShell = process.platform === 'win32' ? 'Windows has no cron' : false;

describe('a line for cron', () => {
  it('runs every day, stopped when its time is up, with a path and somebody who gets mail', () => {
    const text = exportedText(cronLine(taskWith()));
    assert.match(
      lastLine(text),
      /^5 2 \* \* \* cd \S+ && timeout --signal=TERM --kill-after=60 240m /,
    );
    assert.match(text, /^PATH=\/usr\/local\/bin:\/usr\/bin:\/bin$/m);
    assert.match(text, /^MAILTO=""$/m);
    const more = 'notify: {email: {host: h, from: a@b.uk, to: [c@d.uk, e@f.uk]}}\n';
    assert.match(exportedText(cronLine(taskWith({ more }))), /^MAILTO=c@d\.uk,e@f\.uk$/m);
  });

  it('names the account where it is a file of /etc/cron.d', () => {
    const text = exportedText(cronLine(taskWith({ account: 'ssd' })));
    assert.match(lastLine(text), /^5 2 \* \* \* ssd cd /);
    assert.match(text, /^MAILTO=ssd$/m);
  });

  it('is run by a shell as it is meant, whatever the paths hold', { skip: noShell }, () => {
    const dir = path.join(tempDir(), `R & D's 100% <ssd> $HOME`);
    fs.mkdirSync(dir);
    const node = path.join(dir, 'no de');
    fs.writeFileSync(node, '#!/bin/sh\npwd\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    const [script, file] = [path.join(dir, 'bin.mjs'), path.join(dir, 'a%b.yml')];
    const line = lastLine(exportedText(cronLine(taskWith({ node, script, file }))));
    assert.doesNotMatch(line, /(?<!\\)%/, 'cron ends a command there');
    const command = line.replace('5 2 * * * ', '').replaceAll('\\%', '%');
    const { stdout, stderr } = spawnSync('/bin/sh', ['-c', command], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    });
    assert.equal(stdout, [dir, script, 'run', '--site', file, ''].join('\n'), stderr);
  });

  it('is refused when a path has a line end', () => {
    assert.throws(() => cronLine(taskWith({ file: '/srv/a\nb.yml' })), ConfigError);
  });
});
