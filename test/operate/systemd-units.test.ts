import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { systemdUnits } from '../../src/operate/schedule/systemd-units.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { tempDir } from '../support/files.ts';
import { exportedText, taskWith } from '../support/task.ts';

const analyse = spawnSync('systemd-analyze', ['--version']);
const noSystemd = analyse.status === 0 ? false : 'needs systemd-analyze';

describe('units for systemd', () => {
  const odd = '/srv/100% "a" $HOME & co';
  const units = systemdUnits(
    taskWith({
      node: `${odd}/node`,
      script: `${odd}/bin.mjs`,
      file: `${odd}/site.yml`,
      account: 'ssd',
    }),
  );
  const service = exportedText(units, '.service');

  it('start the program in use, with paths as systemd reads them', () => {
    const program = '/srv/100%% \\"a\\" $HOME & co';
    const written = program.replace('$', '$$$$');
    assert.ok(
      service.includes(
        `ExecStart="${program}/node" "${written}/bin.mjs" run --site "${written}/site.yml"\n`,
      ),
      service,
    );
    assert.ok(service.includes('WorkingDirectory=/srv/100%% "a" $HOME & co\n'), service);
  });

  it('run once, as the account, for so long and no longer', () => {
    for (const line of ['Type=oneshot', 'User=ssd', 'TimeoutStartSec=240min', 'UMask=0077']) {
      assert.ok(service.includes(`\n${line}\n`), line);
    }
  });

  it('leave the service nothing to write to but the output folder', () => {
    assert.match(service, /\nProtectSystem=strict\n/);
    assert.match(service, /\nReadWritePaths="[^"]*bundles" "[^"]*db"\n/);
    assert.match(service, /\nNoNewPrivileges=yes\n/);
    assert.match(service, /\n#LoadCredential=db_password:/);
    // Node compiles as it runs
    assert.doesNotMatch(service, /MemoryDenyWriteExecute/);
  });

  it('come every day, made up for when missed; by the clock of the site where it has one', () => {
    const timer = exportedText(units, '.timer');
    assert.match(timer, /\nOnCalendar=\*-\*-\* 02:05:00\n/);
    assert.match(timer, /\nPersistent=true\n/);
    const more = 'schedule: {cron: "5 2 * * *"}\n';
    const own = exportedText(systemdUnits(taskWith({ more })), '.timer');
    assert.match(own, /\nOnCalendar=\*-\*-\* 02:05:00 Europe\/London\n/);
  });

  it('are refused when a path has a line end', () => {
    const task = taskWith({ file: '/srv/a\nb/site.yml' });
    assert.throws(() => systemdUnits(task), ConfigError);
  });

  it('are taken by systemd without a word', { skip: noSystemd }, () => {
    const dir = path.join(tempDir(), 'R & D 100% <ssd> $HOME');
    fs.mkdirSync(dir);
    for (const name of ['node', 'bin.mjs', 'site.yml']) {
      fs.writeFileSync(path.join(dir, name), '', { mode: 0o755 });
    }
    const real = systemdUnits(
      taskWith({
        node: path.join(dir, 'node'),
        script: path.join(dir, 'bin.mjs'),
        file: path.join(dir, 'site.yml'),
        account: 'root',
        more: 'schedule: {cron: "5 2 * * *"}\n',
      }),
    );
    const folder = tempDir();
    const files = real.files.map(({ name, content }) => {
      const file = path.join(folder, name);
      fs.writeFileSync(file, content);
      return file;
    });
    for (const file of files) {
      const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], {
        encoding: 'utf8',
      });
      const own = stderr.split('\n').filter((line) => line.includes(path.basename(file)));
      assert.deepEqual(own, [], stderr);
      assert.equal(status, 0, stderr);
    }
    execFileSync('systemd-analyze', ['calendar', '*-*-* 02:05:00 Europe/London']);
  });
});
