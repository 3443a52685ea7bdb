import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { CsvWriter } from '../../src/bundle/csv-writer.ts';
import { readBack } from '../../src/bundle/read-back.ts';
import { Staging } from '../../src/bundle/staging.ts';
import { sweepStaging } from '../../src/bundle/sweep.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { PublishingError } from '../../src/problems/errors.ts';
import { publish } from '../support/bundle.ts';
import { tempDir } from '../support/files.ts';
import { NO_GUIDE } from '../support/findings.ts';
import { NO_LINKS } from '../support/links.ts';

describe('publishing', () => {
  it('makes a bundle that verifies, and points LATEST at it', async () => {
    const out = tempDir();
    const bundle = await publish(out, 'ssd_a_1');
    assert.deepEqual((await verifyBundle(bundle)).faults, []);
    assert.equal(fs.readFileSync(path.join(out, 'LATEST'), 'utf8'), 'ssd_a_1\n');
    await publish(out, 'ssd_a_2');
    assert.equal(fs.readFileSync(path.join(out, 'LATEST'), 'utf8'), 'ssd_a_2\n');
    assert.deepEqual(fs.readdirSync(out).sort(), ['LATEST', 'ssd_a_1', 'ssd_a_2']);
  });
  it(
    'keeps files to their owner',
    { skip: process.platform === 'win32' ? 'Windows has no such modes' : false },
    async () => {
      const bundle = await publish(tempDir(), 'ssd_a_1');
      assert.equal(fs.statSync(bundle).mode & 0o777, 0o700);
      for (const name of fs.readdirSync(bundle)) {
        assert.equal(fs.statSync(path.join(bundle, name)).mode & 0o777, 0o600, name);
      }
    },
  );
  for (const name of ['../escaped', '..', 'a/b', path.resolve('x'), '']) {
    it(`writes no file named ${JSON.stringify(name)} anywhere`, async () => {
      const out = path.join(tempDir(), 'bundles');
      const staging = await Staging.open(out, 'r1');
      const isRefused = (error: unknown): boolean =>
        error instanceof PublishingError && error.code === 'outside-staging';
      if (/[/\\]/.test(name)) {
        await assert.rejects(staging.csv(name, ['a'], { bom: false }), isRefused);
      }
      await assert.rejects(staging.text(name, 'x'), isRefused);
      assert.deepEqual(fs.readdirSync(staging.dir), []);
      await staging.discard();
    });
  }
  it('never replaces what has the name, not even an empty folder', async () => {
    const out = tempDir();
    fs.mkdirSync(path.join(out, 'ssd_a_1'));
    await assert.rejects(
      publish(out, 'ssd_a_1'),
      (error) => error instanceof PublishingError && error.code === 'bundle-exists',
    );
    assert.deepEqual(fs.readdirSync(path.join(out, 'ssd_a_1')), []);
  });
  it('says when the output folder is a file', async () => {
    const file = path.join(tempDir(), 'f');
    fs.writeFileSync(file, '');
    await assert.rejects(
      Staging.open(path.join(file, 'bundles'), 'r'),
      (error) =>
        error instanceof PublishingError && /a part of the path is a file/.test(error.message),
    );
  });
  for (const [what, content] of [
    ['a row too many', 'x\r\n1\r\n2\r\n'],
    ['a byte that changed', 'x\r\n3\r\n'],
    ['another header', 'y\r\n1\r\n'],
    ['quotes out of order', 'x\r\n"1'],
    ['nothing', ''],
  ] as const) {
    it(`does not accept a file that reads back with ${what}`, async () => {
      const staging = await Staging.open(tempDir(), 'r', { verify: 'full' });
      const csv = await staging.csv('ssd_a', ['x'], { bom: false });
      await csv.writer.write([['1']]);
      const end = csv.writer.end.bind(csv.writer);
      csv.writer.end = async () => {
        const written = await end();
        fs.writeFileSync(path.join(staging.dir, 'ssd_a.csv.partial'), content);
        return written;
      };
      await assert.rejects(
        csv.finish(),
        (error) => error instanceof PublishingError && error.code === 'verify-failed',
      );
    });
  }
  for (const [what, claim] of [
    ['rows', { rows: 2 }],
    ['hash', { sha256: 'other' }],
    ['size', { bytes: 1 }],
  ] as const) {
    it(`does not accept a file whose ${what} alone differ from what was written`, async () => {
      const staging = await Staging.open(tempDir(), 'r', { verify: 'full' });
      const csv = await staging.csv('ssd_a', ['x'], { bom: false });
      await csv.writer.write([['1']]);
      const end = csv.writer.end.bind(csv.writer);
      csv.writer.end = async () => ({ ...(await end()), ...claim });
      await assert.rejects(csv.finish(), /does not read back as it was written/);
    });
  }
  it('does not accept a file whose header alone differs from what was asked for', async () => {
    const file = path.join(tempDir(), 'ssd_a.csv');
    const writer = await CsvWriter.create(file, ['x']);
    const written = await writer.end();
    await readBack(file, { columns: ['x'], written }, 'full');
    await assert.rejects(readBack(file, { columns: ['y'], written }, 'full'), /does not read back/);
    for (const other of [
      { ...written, bytes: 0 },
      { ...written, sha256: '0'.repeat(64) },
    ]) {
      await assert.rejects(
        readBack(file, { columns: ['x'], written: other }, 'hash'),
        /does not read back/,
      );
    }
  });
  it('reads its list of findings and its small tables back, too', async (context) => {
    const staging = await Staging.open(tempDir(), 'r');
    const findings = await staging.findings({ guide: NO_GUIDE, showValues: false });
    const end = findings.end.bind(findings);
    findings.end = async () => {
      const written = await end();
      fs.appendFileSync(path.join(staging.dir, 'findings.csv'), 'one more\r\n');
      return written;
    };
    await assert.rejects(staging.endFindings(findings), /findings\.csv does not read back/);
    const endCsv = Reflect.get<CsvWriter, 'end'>(CsvWriter.prototype, 'end');
    context.mock.method(CsvWriter.prototype, 'end', async function (this: CsvWriter) {
      const written = await endCsv.call(this);
      fs.appendFileSync(path.join(staging.dir, 'texts.csv'), 'one more\r\n');
      return written;
    });
    await assert.rejects(staging.table('texts.csv', ['x'], []), /texts\.csv does not read back/);
    await staging.discard();
  });
  it('lets no cell of a small table run as a formula', async () => {
    const staging = await Staging.open(tempDir(), 'r');
    const { file } = await staging.table('texts.csv', ['x'], [['=1+1'], ['-'], ['plain']]);
    assert.equal(
      fs.readFileSync(path.join(staging.dir, file), 'utf8'),
      "x\r\n'=1+1\r\n'-\r\nplain\r\n",
    );
    await staging.discard();
  });
  it('discards what was staged, and sweeps what dead runs left', async () => {
    const out = tempDir();
    const staging = await Staging.open(out, 'one');
    await staging.discard();
    await Staging.open(out, 'two');
    assert.deepEqual(await sweepStaging(out), ['.staging-two']);
    assert.deepEqual(fs.readdirSync(out), []);
  });
});

describe('verifying a bundle', () => {
  const relist = (bundle: string, change: Partial<Manifest['files'][number]>): void => {
    const file = path.join(bundle, 'manifest.json');
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
    const files = manifest.files.map((listed) => ({ ...listed, ...change }));
    fs.writeFileSync(file, JSON.stringify({ ...manifest, files }));
  };
  const damages: readonly [string, (bundle: string) => void, RegExp][] = [
    ['fewer rows than listed', (bundle) => relist(bundle, { rows: 3 }), /has 2 rows, not 3/],
    ['more rows than listed', (bundle) => relist(bundle, { rows: 1 }), /has 2 rows, not 1/],
    ['another header than listed', (bundle) => relist(bundle, { columns: ['y'] }), /the columns/],
    ['another size than listed', (bundle) => relist(bundle, { bytes: 1 }), /has 9 bytes, not 1/],
    [
      'a link instead of a file',
      (bundle) => {
        fs.renameSync(path.join(bundle, 'ssd_a.csv'), `${bundle}.csv`);
        fs.symlinkSync(`${bundle}.csv`, path.join(bundle, 'ssd_a.csv'));
      },
      /"ssd_a\.csv" is not a regular file/,
    ],
    [
      'a link instead of the manifest',
      (bundle) => {
        fs.renameSync(path.join(bundle, 'manifest.json'), `${bundle}.json`);
        fs.symlinkSync(`${bundle}.json`, path.join(bundle, 'manifest.json'));
      },
      /"manifest\.json" is not a regular file/,
    ],
    [
      'another format of the manifest',
      (bundle) => {
        const file = path.join(bundle, 'manifest.json');
        fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('"format": 1', '"format": 2'));
      },
      /shape of a manifest/,
    ],
    [
      'a byte changed',
      (bundle) => fs.writeFileSync(path.join(bundle, 'ssd_a.csv'), 'x\r\n1\r\n3\r\n'),
      /"ssd_a\.csv" is not as it was written/,
    ],
    [
      'a file gone',
      (bundle) => fs.rmSync(path.join(bundle, 'ssd_a.csv')),
      /"ssd_a\.csv" is missing/,
    ],
    [
      'a file too many',
      (bundle) => fs.writeFileSync(path.join(bundle, 'extra.csv'), ''),
      /extra\.csv" is not in the manifest/,
    ],
    ['no manifest', (bundle) => fs.rmSync(path.join(bundle, 'manifest.json')), /no whole bundle/],
    [
      'a manifest that is no JSON',
      (bundle) => fs.writeFileSync(path.join(bundle, 'manifest.json'), '{'),
      /not valid JSON/,
    ],
    [
      'a manifest of another shape',
      (bundle) => fs.writeFileSync(path.join(bundle, 'manifest.json'), '{}'),
      /shape of a manifest/,
    ],
  ];
  for (const [name, damage, expected] of damages) {
    it(name, { skip: /link/.test(name) && NO_LINKS }, async () => {
      const bundle = await publish(tempDir(), 'ssd_a_1');
      damage(bundle);
      assert.match((await verifyBundle(bundle)).faults.join('\n'), expected);
    });
  }
});
