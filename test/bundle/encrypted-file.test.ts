import assert from 'node:assert/strict';
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { CsvWriter } from '../../src/bundle/csv-writer.ts';
import { EncryptedFile } from '../../src/bundle/encrypted-file.ts';
import { readBack } from '../../src/bundle/read-back.ts';
import { Staging } from '../../src/bundle/staging.ts';
import { PublishingError } from '../../src/problems/errors.ts';
import { AgeFault, decryptFile } from '../../src/protect/age.ts';
import { tempDir } from '../support/files.ts';
import { NO_GUIDE } from '../support/findings.ts';

let identity = '';
let recipients: string[] = [];
before(async () => {
  identity = await generateX25519Identity();
  recipients = [await identityToRecipient(identity)];
});
const dir = tempDir();
let files = 0;
const newFile = (): string => path.join(dir, `${files++}.age`);

async function plainOf(file: string, identities = [identity]): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of decryptFile(file, { identities })) pieces.push(piece);
  return Buffer.concat(pieces);
}

const size = fc.integer({ min: 0, max: 3 * 65_536 + 3 });

describe('a file that is encrypted as it is written', () => {
  it('gives back what was written, however it was cut, and says what that was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(size, { maxLength: 4 }), async (sizes) => {
        const file = newFile();
        const sink = await EncryptedFile.create(file, recipients);
        const pieces = sizes.map((length, index) => Buffer.alloc(length, index + 1));
        for (const piece of pieces) await sink.write(piece);
        const written = await sink.end();
        const whole = Buffer.concat(pieces);
        assert.deepEqual(await plainOf(file), whole);
        assert.equal(sink.seal?.plain.bytes, whole.length);
        assert.equal(written.bytes, fs.statSync(file).size);
      }),
      { numRuns: 12 },
    );
  });
  it('goes to the disk meanwhile: memory does not grow with it', async () => {
    const file = newFile();
    const sink = await EncryptedFile.create(file, recipients);
    const piece = Buffer.alloc(1 << 20, 'x');
    for (let count = 1; count <= 16; count++) {
      await sink.write(piece);
      // a few pieces may be on their way
      assert.ok(fs.statSync(file).size >= (count - 4) * piece.length);
    }
    await sink.close();
  });
  it('holds nothing of what was written', async () => {
    const file = newFile();
    const csv = await CsvWriter.create(file, ['pers_surname'], { recipients });
    await csv.write(Array.from({ length: 5000 }, () => ['ZEBEDEE']));
    await csv.end();
    const text = fs.readFileSync(file).toString('latin1');
    assert.ok(!text.includes('ZEBEDEE') && !text.includes('pers_surname'));
    assert.match(text, /^age-encryption\.org\/v1\n/);
  });
  it('names the key of the file to nobody', async () => {
    const file = newFile();
    const sink = await EncryptedFile.create(file, recipients);
    await sink.end();
    // one stanza for the one recipient, none for us
    assert.equal(fs.readFileSync(file).toString('latin1').match(/^-> /gm)?.length, 1);
    assert.equal(sink.seal?.fileKey.length, 16);
  });
  it('can be closed at any time, and twice', async () => {
    const sink = await EncryptedFile.create(newFile(), recipients);
    await sink.write(Buffer.alloc(100_000));
    await sink.close();
    await sink.close();
    await assert.rejects(sink.write(Buffer.alloc(1)));
  });
  it('that there is already is left alone', async () => {
    const file = newFile();
    fs.writeFileSync(file, 'there');
    await assert.rejects(
      EncryptedFile.create(file, recipients),
      (error) => error instanceof PublishingError && error.code === 'publish-eexist',
    );
    assert.equal(fs.readFileSync(file, 'utf8'), 'there');
  });
  it('says that the disk is full, and does not wait for ever', async (test) => {
    const sink = await EncryptedFile.create(newFile(), recipients);
    const probe = await fsp.open(process.execPath);
    const prototype = Object.getPrototypeOf(probe) as fsp.FileHandle;
    await probe.close();
    const full = Object.assign(new Error('full'), { code: 'ENOSPC' });
    const mocked = test.mock.method(prototype, 'write', () => Promise.reject(full));
    const isFull = (error: unknown): boolean =>
      error instanceof PublishingError && error.code === 'publish-enospc';
    try {
      await assert.rejects(async () => {
        // the first pieces may be taken before the disk says so
        for (let count = 0; count < 10; count++) await sink.write(Buffer.alloc(1 << 20));
      }, isFull);
      await assert.rejects(sink.end(), isFull);
    } finally {
      mocked.mock.restore();
    }
    await sink.close();
  });
});

describe('decrypting', () => {
  it('needs the secret key of a recipient', async () => {
    const file = newFile();
    await (await EncryptedFile.create(file, recipients)).end();
    const other = await generateX25519Identity();
    await assert.rejects(
      plainOf(file, [other]),
      (error) => error instanceof AgeFault && error.code === 'no-match',
    );
    assert.equal((await plainOf(file, [other, identity])).length, 0);
  });
  for (const [what, change] of [
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -1)],
    ['cut at the end of a piece', (bytes: Buffer) => bytes.subarray(0, -(34_496 + 16))],
    [
      'changed in one bit',
      (bytes: Buffer) => Buffer.from(bytes.map((b, i) => (i === 70_000 ? b ^ 1 : b))),
    ],
    ['longer than it was', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')])],
    ['no file of age', () => Buffer.from('name\r\nJane\r\n')],
    ['empty', () => Buffer.alloc(0)],
  ] as const) {
    it(`refuses a file that is ${what}`, async () => {
      const file = newFile();
      const sink = await EncryptedFile.create(file, recipients);
      await sink.write(Buffer.alloc(100_032, 'x'));
      await sink.end();
      fs.writeFileSync(file, change(fs.readFileSync(file)));
      await assert.rejects(
        plainOf(file),
        (error) => error instanceof AgeFault && error.code === 'damaged',
      );
    });
  }
  it('passes on what the file system says', async () => {
    await assert.rejects(plainOf(path.join(dir, 'none.age')), { code: 'ENOENT' });
  });
});

describe('reading an encrypted file back', () => {
  async function written() {
    const file = newFile();
    const csv = await CsvWriter.create(file, ['x'], { recipients });
    await csv.write([['1'], ['2']]);
    return { file, result: await csv.end(), seal: csv.seal };
  }
  const isUnlike = (error: unknown): boolean =>
    error instanceof PublishingError && error.code === 'verify-failed';

  it('decrypts it, and counts what is inside', async () => {
    const { file, result, seal } = await written();
    const columns = ['x'];
    await readBack(file, { columns, written: result, seal }, 'full');
    await readBack(file, { columns, written: result, seal }, 'hash');
    await assert.rejects(
      readBack(file, { columns, written: { ...result, rows: 3 }, seal }, 'full'),
      isUnlike,
    );
    await assert.rejects(
      readBack(file, { columns: ['y'], written: result, seal }, 'full'),
      isUnlike,
    );
  });
  it('does not accept another plain text under the right hash of the file', async () => {
    const { file, result, seal } = await written();
    assert.ok(seal);
    const other = { ...seal, plain: { ...seal.plain, sha256: '0'.repeat(64) } };
    for (const verify of ['hash', 'full'] as const) {
      await assert.rejects(
        readBack(file, { columns: ['x'], written: result, seal: other }, verify),
        isUnlike,
      );
    }
  });
  it('does not accept what its own key does not open', async () => {
    const { file, result, seal } = await written();
    assert.ok(seal);
    const other = { ...seal, fileKey: Buffer.alloc(16) };
    for (const verify of ['hash', 'full'] as const) {
      await assert.rejects(
        readBack(file, { columns: ['x'], written: result, seal: other }, verify),
        isUnlike,
      );
    }
  });
});

describe('an encrypted staging folder', () => {
  it('never holds plain text, at no step', async () => {
    const out = path.join(tempDir(), 'bundles');
    const staging = await Staging.open(out, 'r', { recipients });
    const holdsPlain = (): string[] =>
      fs
        .readdirSync(staging.dir, { recursive: true, encoding: 'utf8' })
        .filter((name) => fs.statSync(path.join(staging.dir, name)).isFile())
        .filter((name) =>
          fs.readFileSync(path.join(staging.dir, name)).toString('latin1').includes('ZEBEDEE'),
        );
    const csv = await staging.csv('ssd_a', ['x'], { bom: false });
    await csv.writer.write(Array.from({ length: 300_000 }, () => ['ZEBEDEE']));
    assert.deepEqual(holdsPlain(), []);
    const findings = await staging.findings({ guide: NO_GUIDE, showValues: true });
    await findings.write([
      {
        object: 'ssd_a',
        row: 1,
        key: 'ZEBEDEE',
        field: 'x',
        rule: 'type',
        severity: 'error',
        message: 'm',
        value: 'ZEBEDEE',
      },
    ]);
    const listed = await staging.endFindings(findings);
    assert.equal(listed.file, 'findings.csv.age');
    assert.deepEqual(holdsPlain(), []);
    const table = await staging.table('codes_unmapped.csv', ['text'], [['ZEBEDEE']]);
    const report = await staging.valuesText('report.html', '<p>ZEBEDEE</p>');
    assert.deepEqual([table.file, report.file], ['codes_unmapped.csv.age', 'report.html.age']);
    assert.deepEqual(holdsPlain(), []);
    assert.equal(
      (await plainOf(path.join(staging.dir, table.file))).toString(),
      'text\r\nZEBEDEE\r\n',
    );
    const finished = await csv.finish();
    assert.equal(finished.file, 'ssd_a.csv.age');
    assert.deepEqual(holdsPlain(), []);
    // the key of a file is in nothing that goes into the manifest
    assert.deepEqual(Object.keys(finished).sort(), ['bytes', 'file', 'rows', 'sha256']);
    const [contents] = await staging.sealedContents();
    assert.equal(contents?.file, 'contents.json.age');
    const sealed = JSON.parse(
      (await plainOf(path.join(staging.dir, 'contents.json.age'))).toString(),
    ) as { files: { file: string }[] };
    assert.deepEqual(
      sealed.files.map(({ file }) => file),
      ['findings.csv', 'codes_unmapped.csv', 'report.html', 'ssd_a.csv'],
    );
    await staging.discard();
  });
});
