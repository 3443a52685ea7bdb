import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../../src/problems/errors.ts';
import type { Secret } from '../../src/site/model.ts';
import { loadSite } from '../../src/site/load.ts';
import { resolveSecret, secretWarnings } from '../../src/site/secret.ts';
import { tempDir } from '../support/files.ts';
import { cliHere } from '../support/cli-here.ts';
import { ROOT } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

const POSIX = process.platform !== 'win32';

function fileOf(bytes: string | Uint8Array): string {
  const file = path.join(tempDir(), 'secret.txt');
  fs.writeFileSync(file, bytes, { mode: 0o600 });
  return file;
}

/** What a refusal says; it is a ConfigError, has a hint, and never holds `hidden`. */
function refused(secret: Secret, environment: NodeJS.ProcessEnv, hidden?: string): string {
  try {
    resolveSecret(secret, environment);
  } catch (error) {
    assert.ok(error instanceof ConfigError && error.hint, String(error));
    if (hidden !== undefined) assert.ok(!`${error.message} ${error.hint}`.includes(hidden));
    return `${error.code}: ${error.message}`;
  }
  return assert.fail('it was taken');
}

const utf16be = (text: string): Buffer => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();

describe('a secret file', () => {
  const readAs: readonly [string, string | Uint8Array, string][] = [
    ['of one line', 'pass£word', 'pass£word'],
    ['with a line end', 'secret\n', 'secret'],
    ['with a line end of Windows', 'secret\r\n', 'secret'],
    ['of Notepad: UTF-8 with a mark', '\uFEFFsecret\r\n', 'secret'],
    ['of PowerShell 5.1: UTF-16 with a mark', Buffer.from('\uFEFFs£cret\r\n', 'utf16le'), 's£cret'],
    ['in UTF-16, the high byte first', utf16be('s£cret'), 's£cret'],
    ['with blanks, which belong to it', ' two words ', ' two words '],
    ['with characters of every plane', 'pä$$🔑字', 'pä$$🔑字'],
  ];
  for (const [name, bytes, secret] of readAs) {
    it(`${name} is read as it was meant`, () =>
      assert.equal(resolveSecret({ file: fileOf(bytes) }), secret));
  }

  const unclean: readonly [string, string | Uint8Array, RegExp][] = [
    ['saved as ANSI', Buffer.from('zq£word', 'latin1'), /is not UTF-8/],
    ['of two lines', 'zqx\nother\n', /more than one line/],
    ['of two line ends', 'zqx\n\n', /more than one line/],
    ['with a lone carriage return inside', 'zq\rret', /more than one line/],
    ['with a line separator', 'zq\u2028ret', /more than one line/],
    ['with NUL', 'zq\0ret', /control character/],
    ['in UTF-16 without a mark', Buffer.from('zqx', 'utf16le'), /control character/],
    ['in UTF-32', Buffer.from('fffe00007a000000', 'hex'), /control character/],
    ['with a tab', 'zq\tret', /control character/],
    ['with a colour', 'zq\u001b[31mret', /control character/],
    ['with a second mark', '\uFEFF\uFEFFzq', /byte order mark inside/],
    ['that lost a character', 'zq\uFFFDword', /lost/],
    ['with half a surrogate pair', Buffer.from('fffe3dd861', 'hex'), /is not UTF-8/],
  ];
  for (const [name, bytes, said] of unclean) {
    it(`${name} is refused before any login`, () => {
      const told = refused({ file: fileOf(bytes) }, {}, 'zq');
      assert.match(told, said);
      assert.match(told, /^unclean-secret/);
    });
  }

  it('that is empty, or holds a mark or a line end only, is refused', () => {
    for (const bytes of ['', '\n', '\r\n', '\uFEFF']) {
      assert.match(refused({ file: fileOf(bytes) }, {}), /no-secret: .* is empty/);
    }
  });

  it('that is a folder, a pipe, a device or too large is refused at once', () => {
    assert.match(refused({ file: tempDir() }, {}), /not a regular file/);
    assert.match(refused({ file: fileOf('x'.repeat(70_000)) }, {}), /too large/);
    if (!POSIX) return;
    const pipe = path.join(tempDir(), 'pipe');
    assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
    for (const file of [pipe, '/dev/zero']) {
      assert.match(refused({ file }, {}), /not a regular file/);
    }
  });

  it('that is not there is not named: the name may be the password', () => {
    for (const file of [
      'hunter2!',
      path.resolve('hunter2!'),
      'hunter2!\0',
      'hunter2!'.repeat(90),
    ]) {
      assert.match(refused({ file }, {}, 'hunter2'), /no-secret: .* cannot be found/);
    }
  });

  it(
    'that every account may read is refused, and is told how to close it',
    { skip: !POSIX },
    () => {
      const file = fileOf('secret');
      for (const mode of [0o644, 0o604, 0o606]) {
        fs.chmodSync(file, mode);
        assert.match(
          refused({ file }, {}, 'secret\n'),
          /^open-secret: every account .*secret\.txt: it was not used/,
        );
      }
      fs.chmodSync(file, 0o640);
      assert.equal(resolveSecret({ file }), 'secret');
    },
  );

  it('that a group may read is warned of', { skip: !POSIX }, () => {
    const file = fileOf('secret');
    fs.chmodSync(file, 0o640);
    assert.match(secretWarnings({ file })[0] ?? '', /the group of .*secret\.txt may read it/);
    fs.chmodSync(file, 0o600);
    assert.deepEqual(secretWarnings({ file }), []);
    assert.deepEqual([...secretWarnings({ env: 'X' }), ...secretWarnings(undefined)], []);
  });
});

describe('a credential of systemd', () => {
  it('is a file of the folder that the service was given', () => {
    const CREDENTIALS_DIRECTORY = path.dirname(fileOf('pass£word\n'));
    assert.equal(
      resolveSecret({ credential: 'secret.txt' }, { CREDENTIALS_DIRECTORY }),
      'pass£word',
    );
  });

  it('outside a service is told, with what to write into the unit', () => {
    assert.match(refused({ credential: 'db' }, {}), /^no-secret: systemd gave .* no credentials/);
  });

  it('has a plain name: it leads nowhere else', () => {
    const connection = (credential: string): object => ({
      engine: 'postgres',
      host: 'h',
      database: 'd',
      user: 'u',
      password: { credential },
    });
    const load = (credential: string) =>
      loadSite(siteWith({ connection: connection(credential), testdb: undefined }));
    assert.ok(load('ssd-db.password'));
    assert.throws(() => load('../passwd'), ConfigError);
  });
});

describe('a secret that is asked for', () => {
  const asking = {
    engine: 'postgres',
    host: '127.0.0.1',
    database: 'd',
    user: 'u',
    password: { prompt: true },
  };

  it('is what was given, held to the same rules', () => {
    assert.equal(resolveSecret({ given: () => 'pass£word' }), 'pass£word');
    assert.match(refused({ given: () => 'a\nb' }, {}, 'a\nb'), /^unclean-secret: the answer holds/);
  });

  it('is refused where nobody was asked', () =>
    assert.match(refused({ prompt: true }, {}), /^no-secret: .*cannot be asked for/));

  it('ends with 2 in a schedule, before anything is connected to', async () => {
    const site = siteWith({ connection: asking, testdb: undefined });
    for (const command of ['run', 'check']) {
      const { code, err } = await cliHere([command, '--site', site]);
      assert.equal(code, 2);
      assert.match(err, /the password is to be asked for on a terminal, and there is none/);
    }
  });

  it(
    'is typed on the terminal, unseen, and used',
    { skip: spawnSync('script', ['--version']).status === 0 ? false : 'needs script(1)' },
    async () => {
      const file = path.join(tempDir(), 'ask.mjs');
      const from = (module: string): string =>
        JSON.stringify(pathToFileURL(path.join(ROOT, module)));
      fs.writeFileSync(
        file,
        `import { loadSiteAsking } from ${from('src/cli/ask-secrets.ts')};
         import { resolveSecret } from ${from('src/site/secret.ts')};
         const { connection } = await loadSiteAsking(process.argv[2]);
         console.log(\`length \${resolveSecret(connection.password).length}\`, JSON.stringify(connection));
         process.exit();`,
      );
      const site = siteWith({ connection: asking, testdb: undefined });
      const command = `stty cols 80 rows 24; '${process.execPath}' '${file}' '${site}'`;
      const child = spawn('script', ['-qec', command, '/dev/null'], {
        cwd: ROOT,
        timeout: 30_000,
      });
      let shown = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (!shown.includes('password of') && text.includes('password of')) {
          child.stdin.write('zqx-hunter\r');
        }
        shown += text;
      });
      await once(child, 'close');
      assert.match(shown, /password of trial/);
      assert.match(shown, /length 10/);
      assert.doesNotMatch(shown, /zqx-hunter/);
    },
  );
});

describe('a secret of the environment', () => {
  it('is read as it is', () => assert.equal(resolveSecret({ env: 'X' }, { X: ' s£ ' }), ' s£ '));

  it('that is missing or empty is told by its name', () => {
    assert.match(refused({ env: 'SSD_DB_PASSWORD' }, {}), /SSD_DB_PASSWORD is not set/);
    assert.match(
      refused({ env: 'SSD_DB_PASSWORD' }, { SSD_DB_PASSWORD: '' }),
      /SSD_DB_PASSWORD is empty/,
    );
  });

  it('but a name that could be a password is not repeated', () => {
    for (const env of ['hunter2!', 'hunter2', 'HUNTER2', 'Correct_Horse', 'a b']) {
      assert.match(refused({ env }, {}, env), /that the site file names is not set/);
    }
  });

  for (const value of ['two\nlines', 'tab\t', 'nul\0', 'lost\uFFFD', 'half\uD83D', '\uFEFFmark']) {
    it(`of ${JSON.stringify(value)} is refused`, () =>
      assert.match(refused({ env: 'SSD_P' }, { SSD_P: value }, value), /^unclean-secret: .*SSD_P/));
  }
});
