import assert from 'node:assert/strict';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';
import { type TestContext, describe, it } from 'node:test';
import { Staging } from '../../src/bundle/staging.ts';
import { sweepStaging } from '../../src/bundle/sweep.ts';
import { diskFault } from '../../src/bundle/publishing-errors.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { LockedError, PublishingError } from '../../src/problems/errors.ts';
import { publish } from '../support/bundle.ts';
import { tempDir } from '../support/files.ts';
import { NO_LINKS } from '../support/links.ts';

const NO_LINUX = process.platform === 'linux' ? false : 'needs /proc';

/** Every fsync and rename of what is done meanwhile, in order. `fail` may stand in for an fsync. */
async function watched(
  test: TestContext,
  work: () => Promise<unknown>,
  fail: (file: string, nth: number) => string | undefined = () => undefined,
): Promise<string[]> {
  const events: string[] = [];
  const probe = await fsp.open(process.execPath);
  const prototype = Object.getPrototypeOf(probe) as fsp.FileHandle;
  await probe.close();
  const sync: (this: fsp.FileHandle) => Promise<void> = Reflect.get(prototype, 'sync');
  const syncs = test.mock.method(prototype, 'sync', function (this: fsp.FileHandle) {
    const file = path.basename(fs.readlinkSync(`/proc/self/fd/${this.fd}`));
    events.push(`sync ${file}`);
    const code = fail(file, events.filter((event) => event === `sync ${file}`).length);
    if (code !== undefined) return Promise.reject(Object.assign(new Error(code), { code }));
    return sync.call(this);
  });
  const { rename } = fsp;
  const renames = test.mock.method(fsp, 'rename', (from: string, to: string) => {
    events.push(`rename ${path.basename(from)} ${path.basename(to)}`);
    return rename(from, to);
  });
  try {
    await work();
  } finally {
    syncs.mock.restore();
    renames.mock.restore();
  }
  return events;
}

describe('what publishing makes durable', { skip: NO_LINUX }, () => {
  it('every file, then the folder, before the rename; the folder above after it', async (test) => {
    const out = path.join(tempDir(), 'bundles');
    assert.deepEqual(await watched(test, () => publish(out, 'ssd_a_1')), [
      'sync ssd_a.csv.partial',
      'rename ssd_a.csv.partial ssd_a.csv',
      'sync datapackage.json',
      'sync manifest.json',
      'sync .staging-ssd_a_1',
      'rename .staging-ssd_a_1 ssd_a_1',
      'sync bundles',
      'sync .LATEST-ssd_a_1',
      'rename .LATEST-ssd_a_1 LATEST',
      'sync bundles',
    ]);
  });
  for (const code of ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EBADF', 'EACCES', 'EPERM']) {
    it(`passes over folders that cannot be synced (${code})`, async (test) => {
      const out = path.join(tempDir(), 'bundles');
      const isFolder = (file: string): boolean => file === 'bundles' || file.startsWith('.staging');
      await watched(
        test,
        () => publish(out, 'ssd_a_1'),
        (file) => (isFolder(file) ? code : undefined),
      );
      assert.deepEqual((await verifyBundle(path.join(out, 'ssd_a_1'))).faults, []);
    });
  }
  it('passes over files that cannot be synced, where the file system has no such call', async (test) => {
    const out = tempDir();
    await watched(
      test,
      () => publish(out, 'ssd_a_1'),
      () => 'EINVAL',
    );
    await assert.rejects(
      watched(
        test,
        () => publish(out, 'ssd_a_2'),
        (file) => (file.endsWith('.json') ? 'EACCES' : undefined),
      ),
      PublishingError,
    );
  });
  for (const code of ['EIO', 'ENOSPC']) {
    it(`does not pass over ${code} of the disk, and says what is true by then`, async (test) => {
      const out = path.join(tempDir(), 'bundles');
      await publish(out, 'ssd_a_1');
      await assert.rejects(
        watched(
          test,
          () => publish(out, 'ssd_a_2'),
          (file) => (file.startsWith('.staging') ? code : undefined),
        ),
        (error) =>
          error instanceof PublishingError &&
          error.bundle === undefined &&
          /The last good bundle is as it was/.test(error.hint ?? ''),
      );
      assert.ok(!fs.existsSync(path.join(out, 'ssd_a_2')));
      for (const [name, nth] of [
        ['ssd_a_3', 1],
        ['ssd_a_4', 2],
      ] as const) {
        const bundle = path.join(out, name);
        await assert.rejects(
          watched(
            test,
            () => publish(out, name),
            (file, at) => (file === 'bundles' && at === nth ? code : undefined),
          ),
          (error) =>
            error instanceof PublishingError &&
            error.bundle === bundle &&
            /is published and whole, but LATEST/.test(error.message),
        );
        assert.deepEqual((await verifyBundle(bundle)).faults, []);
      }
      assert.deepEqual(
        fs.readdirSync(out).filter((name) => name.startsWith('.LATEST')),
        [],
      );
    });
  }
});

describe('the last look before the rename', () => {
  const staged = (staging: Staging, name = 'ssd_a.csv'): string => path.join(staging.dir, name);
  const meddlers: readonly [string, (staging: Staging) => void, RegExp][] = [
    ['a file gone', (staging) => fs.rmSync(staged(staging)), /"ssd_a\.csv" is missing/],
    ['a file cut', (staging) => fs.truncateSync(staged(staging), 4), /"ssd_a\.csv" has 4 bytes/],
    [
      'a file longer',
      (staging) => fs.appendFileSync(staged(staging), '3\r\n'),
      /"ssd_a\.csv" has 12 bytes/,
    ],
    [
      'a byte changed',
      (staging) => fs.writeFileSync(staged(staging), 'x\r\n1\r\n3\r\n'),
      /"ssd_a\.csv" is not as/,
    ],
    [
      'another file changed',
      (staging) => fs.writeFileSync(staged(staging, 'datapackage.json'), '[]'),
      /datapackage\.json" is not as/,
    ],
    [
      'a file too many',
      (staging) => fs.writeFileSync(staged(staging, 'x.csv'), ''),
      /x\.csv" is not in the manifest/,
    ],
    [
      'a folder too many',
      (staging) => fs.mkdirSync(staged(staging, 'more')),
      /more" is not in the manifest/,
    ],
    [
      'a link in place of a file',
      (staging) => {
        fs.renameSync(staged(staging), `${staging.dir}.csv`);
        fs.symlinkSync(`${staging.dir}.csv`, staged(staging));
      },
      /ssd_a\.csv" is not a regular file/,
    ],
  ];
  for (const [what, meddle, expected] of meddlers) {
    it(`refuses ${what}`, { skip: /link/.test(what) && NO_LINKS }, async () => {
      const out = tempDir();
      await assert.rejects(
        publish(out, 'ssd_a_1', meddle),
        (error) =>
          error instanceof PublishingError &&
          error.code === 'staging-changed' &&
          expected.test(error.message),
      );
      assert.ok(!fs.existsSync(path.join(out, 'ssd_a_1')));
    });
  }
  it('refuses a manifest that is not as it was written', { skip: NO_LINUX }, async (test) => {
    const out = tempDir();
    const meddle = (file: string): undefined => {
      if (!file.startsWith('.staging')) return;
      const manifest = path.join(out, file, 'manifest.json');
      fs.writeFileSync(manifest, fs.readFileSync(manifest, 'utf8').replace('"s"', '"t"'));
    };
    await assert.rejects(
      watched(test, () => publish(out, 'ssd_a_1'), meddle),
      /manifest\.json is not as it was written/,
    );
  });
  it('refuses a manifest that lists other rows or columns than were read back', async () => {
    for (const change of [{ rows: 7 }, { columns: ['y'] }]) {
      await assert.rejects(
        publish(tempDir(), 'ssd_a_1', undefined, { change }),
        /not listed with the rows and columns/,
      );
    }
  });
  it('says that staging vanished, and never that the fault is ours', async () => {
    await assert.rejects(
      publish(tempDir(), 'ssd_a_1', (staging) => fs.rmSync(staging.dir, { recursive: true })),
      (error) => error instanceof PublishingError && /the path does not exist/.test(error.message),
    );
  });
  it('asks whether the run still has its lock, and names that when staging is gone', async () => {
    const lost = (): Promise<never> =>
      Promise.reject(new LockedError({ code: 'lock-lost', message: 'lost' }));
    const out = tempDir();
    await assert.rejects(publish(out, 'a', undefined, { stillAllowed: lost }), LockedError);
    const swept = (staging: Staging): void => fs.rmSync(staging.dir, { recursive: true });
    await assert.rejects(publish(out, 'b', swept, { stillAllowed: lost }), LockedError);
    assert.deepEqual(fs.readdirSync(out), ['.staging-a']);
  });
});

describe('LATEST', () => {
  it('goes on naming the last whole bundle when a partial one is published', async () => {
    const out = tempDir();
    await publish(out, 'ssd_a_1');
    const bundle = await publish(out, 'ssd_a_2', undefined, { partial: { limit: 1 } });
    assert.deepEqual((await verifyBundle(bundle)).faults, []);
    assert.equal(fs.readFileSync(path.join(out, 'LATEST'), 'utf8'), 'ssd_a_1\n');
  });
  it('is refused before any work when it is a folder', async () => {
    const out = tempDir();
    fs.mkdirSync(path.join(out, 'LATEST', 'x'), { recursive: true });
    await assert.rejects(
      publish(out, 'ssd_a_1'),
      (error) => error instanceof PublishingError && error.code === 'latest-is-a-folder',
    );
    assert.deepEqual(fs.readdirSync(out), ['LATEST']);
  });
  it('may become a folder meanwhile: the bundle is there and the message says so', async () => {
    const out = tempDir();
    const meddle = (): void => {
      fs.mkdirSync(path.join(out, 'LATEST', 'x'), { recursive: true });
    };
    await assert.rejects(
      publish(out, 'ssd_a_1', meddle),
      (error) => error instanceof PublishingError && error.bundle === path.join(out, 'ssd_a_1'),
    );
    assert.deepEqual(fs.readdirSync(out).sort(), ['LATEST', 'ssd_a_1']);
  });
});

describe('sweeping', () => {
  it('removes staging, halves of an earlier sweep, and drafts of LATEST', async () => {
    const out = tempDir();
    for (const name of ['.staging-a', '.swept-b', 'ssd_a_1']) fs.mkdirSync(path.join(out, name));
    fs.writeFileSync(path.join(out, '.staging-a', 'ssd_a.csv'), 'x');
    fs.writeFileSync(path.join(out, '.LATEST-4711'), 'ssd_a_0');
    assert.deepEqual(await sweepStaging(out), ['.staging-a']);
    assert.deepEqual(fs.readdirSync(out), ['ssd_a_1']);
  });
  it('takes the name of a folder first, so that nobody publishes half of it', async (test) => {
    const out = tempDir();
    await Staging.open(out, 'a');
    const { rm } = fsp;
    test.mock.method(fsp, 'rm', (file: string, options: fs.RmOptions) => {
      assert.deepEqual(fs.readdirSync(out), ['.swept-a']);
      return rm(file, options);
    });
    await sweepStaging(out);
  });
  for (const call of ['rename', 'rm', 'readdir'] as const) {
    it(`says when it cannot (${call})`, async (test) => {
      const out = tempDir();
      await Staging.open(out, 'a');
      test.mock.method(fsp, call, () =>
        Promise.reject(Object.assign(new Error('x'), { code: 'EACCES' })),
      );
      await assert.rejects(
        sweepStaging(out),
        (error) => error instanceof PublishingError && /no right to write/.test(error.message),
      );
    });
  }
});

describe('an error of the disk that nobody put into words', () => {
  const errno = (code: string, file?: string): Error =>
    Object.assign(new Error(code), { code, ...(file === undefined ? {} : { path: file }) });
  it('is one of publishing, with its cause; one of a socket is not', () => {
    const publishing = [
      errno('ENOSPC'),
      errno('EMFILE'),
      errno('ENOENT', path.join('out', '.staging-a', 'keys')),
    ];
    for (const error of publishing) assert.ok(diskFault(error, 'out') instanceof PublishingError);
    for (const error of [errno('ECONNRESET'), errno('ENOENT', 'elsewhere'), new TypeError('x')]) {
      assert.equal(diskFault(error, 'out'), error);
    }
  });
});
