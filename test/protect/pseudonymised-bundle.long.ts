import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { SILENT } from '../../src/extract/progress.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { openProtection } from '../../src/prepare/protection.ts';
import { SsdError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { decryptBundle } from '../../src/run/decrypt-bundle.ts';
import { runExtract } from '../../src/run/run.ts';
import { validateFolder } from '../../src/run/validate-folder.ts';
import { loadSite } from '../../src/site/load.ts';
import { loadSpec } from '../../src/spec/load.ts';
import type { FieldReference } from '../../src/spec/model.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { type CsvRow, readObject } from '../support/extract.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { cli } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

const AS_OF = '2026-11-22';
const KEY = 'b0a3c7e5d1f2948677e8a9bc0d1e2f3455aa66bb77cc88dd99ee00ff11223344';
const spec = loadSpec(DATA_DIR);
const objects = spec.objects.filter(({ administrative }) => !administrative);
const root = tempDir();
const CMSS = ['liquid_logic', 'mosaic'];

/** Files that only their owner may read, as secrets have to be. */
function withSecrets(dir: string, files: Readonly<Record<string, string>>): string {
  writeTree(dir, files);
  for (const name of Object.keys(files)) fs.chmodSync(path.join(dir, name), 0o600);
  return dir;
}

interface Bundle {
  readonly dir: string;
  readonly manifest: Manifest;
  readonly rows: ReadonlyMap<string, readonly CsvRow[]>;
}

async function extract(dir: string, cms: string, key?: string, output = {}): Promise<Bundle> {
  const more = key === undefined ? '' : 'pseudonymise: {key: {file: ./key.txt}}\n';
  if (key !== undefined) fs.writeFileSync(path.join(dir, 'key.txt'), `${key}\n`, { mode: 0o600 });
  const site = loadSite(siteWith({ dir, cms, more, output: { dir: './bundles', ...output } }));
  const { signal } = new AbortController();
  const { bundle, manifest } = await runExtract({ site, asOf: AS_OF, signal, progress: SILENT });
  const rows = new Map<string, readonly CsvRow[]>();
  for (const { name } of objects) rows.set(name, await readObject(bundle, name));
  return { dir: bundle, manifest, rows };
}

const cellsOf = ({ rows }: Bundle, { object, field }: FieldReference): readonly string[] =>
  (rows.get(object) ?? []).map((row) => (row[field] ?? '').trimEnd());

/** Of a key, the rows that have one and the rows that meet their parent. */
function joined(bundle: Bundle, parent: FieldReference, child: FieldReference): string {
  const keys = new Set(cellsOf(bundle, parent));
  const children = cellsOf(bundle, child).filter((cell) => cell !== '');
  return `${children.length} keys, ${children.filter((cell) => keys.has(cell)).length} met, ${new Set(children).size} different`;
}

before(async () => {
  for (const cms of CMSS) {
    const dir = path.join(root, cms);
    fs.mkdirSync(dir);
    const site = loadSite(siteWith({ dir, cms }));
    await buildTestDatabase({ site, asOf: AS_OF, children: 80, seed: 8 });
  }
});

for (const cms of CMSS) {
  describe(`a pseudonymised bundle of ${cms}`, () => {
    let plain: Bundle;
    let made: Bundle;
    const dir = path.join(root, cms);
    const fields = objects.flatMap(({ name, fields: all }) =>
      all.map((field) => ({ object: name, field: field.name })),
    );
    const treatmentOf = ({ object, field }: FieldReference): string =>
      made.manifest.pseudonymised?.fields[object]?.[field] ?? 'keep';
    before(async () => {
      plain = await extract(dir, cms);
      made = await extract(dir, cms, KEY);
    });

    it('joins wherever it joined before', () => {
      assert.ok(spec.relationships.length > 60);
      for (const { parent, child } of spec.relationships) {
        const [before_, after] = [plain, made].map((bundle) => joined(bundle, parent, child));
        assert.equal(after, before_, `${parent.object} ${child.object}.${child.field}`);
      }
      const persons = joined(
        made,
        { object: 'ssd_person', field: 'pers_person_id' },
        { object: 'ssd_cin_episodes', field: 'cine_person_id' },
      );
      assert.match(persons, /^[1-9]\d+ keys, [1-9]/);
    });
    it('has no id as it was, and of a kind the same pseudonym for the same id everywhere', () => {
      const known = new Map<string, string>();
      let seen = 0;
      for (const reference of fields) {
        const treatment = treatmentOf(reference);
        if (!treatment.startsWith('id ')) continue;
        const after = cellsOf(made, reference);
        for (const [row, id] of cellsOf(plain, reference).entries()) {
          if (id.trim() === '') continue;
          const pseudonym = after[row] ?? '';
          assert.match(pseudonym, /^p[0-9a-z]{12,25}$/);
          const first = known.get(`${treatment} ${id}`) ?? pseudonym;
          known.set(`${treatment} ${id}`, first);
          assert.equal(pseudonym, first);
          seen++;
        }
      }
      assert.equal(new Set(known.values()).size, known.size, 'two ids never share one');
      assert.ok(seen > 1000);
    });
    it('says nothing of names, and of dates of birth and postcodes only so much', () => {
      const dropped = fields.filter((reference) => treatmentOf(reference) === 'drop');
      assert.ok(dropped.length > 8);
      for (const reference of dropped) {
        assert.deepEqual([...new Set(cellsOf(made, reference))].filter(Boolean), []);
      }
      const born = cellsOf(made, { object: 'ssd_person', field: 'pers_dob' }).filter(Boolean);
      assert.ok(born.length > 10);
      for (const day of born) assert.match(day, /^\d{4}-\d\d-01T00:00:00$/);
      const postcodes = { object: 'ssd_address', field: 'addr_address_postcode' };
      assert.ok(cellsOf(made, postcodes).some(Boolean));
      for (const code of cellsOf(made, postcodes)) assert.match(code, /^(?:\w+ \d)?$/);
    });
    it('keeps every other cell', () => {
      for (const reference of fields) {
        if (treatmentOf(reference) !== 'keep') continue;
        assert.deepEqual(cellsOf(made, reference), cellsOf(plain, reference));
      }
    });
    it('holds no name, number or address of a person in any of its files', () => {
      const personal = (
        [
          ['ssd_person', 'pers_surname'],
          ['ssd_person', 'pers_upn'],
          ['ssd_person', 'pers_common_child_id'],
          ['ssd_address', 'addr_address_postcode'],
          ['ssd_professionals', 'prof_professional_name'],
        ] as const
      ).flatMap(([object, field]) => cellsOf(plain, { object, field }));
      const words = [...new Set(personal)].filter((word) => word.length > 4);
      assert.ok(words.length > 20);
      const whole = new RegExp(
        `(?<![\\w])(?:${words.map((word) => word.replaceAll(/\W/g, '\\$&')).join('|')})(?![\\w])`,
      );
      for (const name of fs.readdirSync(made.dir)) {
        const found = whole.exec(fs.readFileSync(path.join(made.dir, name), 'utf8'));
        assert.equal(found?.index, undefined, name);
      }
    });
    it('is marked, and reports what the CMS holds, keys masked', () => {
      const mark = made.manifest.pseudonymised;
      assert.match(mark?.key_id ?? '', /^[0-9a-f]{12}$/);
      assert.equal(plain.manifest.pseudonymised, undefined);
      assert.deepEqual(made.manifest.findings, plain.manifest.findings);
      assert.ok(!JSON.stringify(made.manifest).includes(KEY.slice(0, 16)));
      const findings = fs.readFileSync(path.join(made.dir, 'findings.csv'), 'utf8');
      for (const line of findings.trim().split('\r\n').slice(1)) {
        assert.match(line, /^\w+,\d+,\d*,(?:#[0-9a-f]{12})?,/);
      }
    });
    it('validates without a finding that the run did not have', async () => {
      const result = await validateFolder({ dir: made.dir, spec: DATA_DIR });
      assert.deepEqual(result.differences, []);
      const inRun = new Map(
        made.manifest.findings.map((item) => [
          [item.object, item.field, item.rule].join(' '),
          item.count,
        ]),
      );
      for (const { object, field, rule, count } of result.findings) {
        const most = inRun.get([object, field, rule].join(' ')) ?? 0;
        assert.ok(count <= most, `${field} ${rule}: ${count} of ${most}`);
      }
      // keys are checked as ever
      const ofKeys = (findings: Manifest['findings'] | typeof result.findings): string[] =>
        findings
          .filter(({ rule }) => ['primary-key', 'foreign-key', 'unique'].includes(rule))
          .map((item) => `${item.field} ${item.rule} ${item.count}`)
          .sort();
      assert.deepEqual(ofKeys(result.findings), ofKeys(made.manifest.findings));
    });
  });
}

describe('the key of a pseudonymised bundle', () => {
  const dir = path.join(root, 'liquid_logic');
  it('gives the same pseudonyms in every run, in whatever format; another key others', async () => {
    const first = await extract(dir, 'liquid_logic', KEY);
    const british = await extract(dir, 'liquid_logic', KEY, {
      date_format: 'dd/mm/yyyy',
      bom: true,
    });
    const other = await extract(dir, 'liquid_logic', `${KEY}0`);
    const ids = (bundle: Bundle): readonly string[] =>
      cellsOf(bundle, { object: 'ssd_person', field: 'pers_person_id' });
    assert.deepEqual(ids(british), ids(first));
    assert.equal(british.manifest.pseudonymised?.key_id, first.manifest.pseudonymised?.key_id);
    assert.ok(!ids(other).some((id) => ids(first).includes(id)));
    assert.notEqual(other.manifest.pseudonymised?.key_id, first.manifest.pseudonymised?.key_id);
    const born = cellsOf(british, { object: 'ssd_person', field: 'pers_dob' }).filter(Boolean);
    for (const day of born) assert.match(day, /^01\/\d\d\/\d{4} 00:00:00$/);
  });
});

describe('a site that pseudonymises', () => {
  const check = (more: string, output?: object) => {
    const dir = withSecrets(tempDir(), { 'short.txt': 'too short', 'key.txt': KEY });
    return cli(['check', '--site', siteWith({ dir, more, ...(output && { output }) })]);
  };
  for (const [what, more, expected] of [
    [
      'a key that is too short',
      'pseudonymise:\n  key: {file: ./short.txt}\n',
      /site\.yml:7:8: error: the key is too weak: it has 9 bytes and needs 32 at least/,
    ],
    [
      'no key in its environment',
      'pseudonymise:\n  key: {env: SSD_NOT_SET}\n',
      /site\.yml:7:8: error: the environment variable SSD_NOT_SET is not set/,
    ],
    [
      'a key that stands in the file',
      `pseudonymise:\n  key: ${KEY}\n`,
      /site\.yml:7:3: error: a secret does not belong in the site file \("pseudonymise\.key"\)/,
    ],
    [
      'a key in the place of the setting',
      `pseudonymise: ${KEY}\n`,
      /site\.yml:6:15: error: a secret does not belong in the site file/,
    ],
    [
      'no key',
      'pseudonymise: {}\n',
      /site\.yml:6:1: error: "pseudonymise\.key": name where the secret is/,
    ],
    [
      'a setting that there is not',
      'pseudonymise:\n  key: {file: ./key.txt}\n  keep: [pers_surname]\n',
      /site\.yml:8:3: error: unknown key "keep" in "pseudonymise"/,
    ],
    [
      'another spelling',
      'pseudonymize:\n  key: {file: ./key.txt}\n',
      /site\.yml:6:1: error: unknown key "pseudonymize".*\n.*did you mean "pseudonymise"/,
    ],
  ] as const) {
    it(`is told of ${what}, with its place`, async () => {
      const ended = await check(more);
      assert.equal(ended.code, 2);
      assert.match(ended.err, expected);
      assert.ok(!`${ended.err}${ended.out}`.includes(KEY));
      assert.ok(!`${ended.err}${ended.out}`.includes('too short'));
    });
  }
  it('cannot ask for values in findings.csv at the same time', async () => {
    const ended = await check('pseudonymise: {key: {file: ./key.txt}}\n', {
      dir: './bundles',
      show_values: true,
    });
    assert.equal(ended.code, 2);
    assert.match(
      ended.err,
      /site\.yml:5:\d+: error: output\.show_values would put values and keys/,
    );
  });

  it('may encrypt as well, and is told both by check and by a run', async () => {
    const dir = path.join(root, 'liquid_logic');
    const identity = await generateX25519Identity();
    const recipient = await identityToRecipient(identity);
    withSecrets(dir, { 'key.txt': KEY, 'identity.txt': `${identity}\n` });
    const site = siteWith({
      dir,
      name: 'both.yml',
      output: { dir: './both', encrypt_to: [recipient] },
      more: 'pseudonymise: {key: {file: ./key.txt}}\n',
    });
    const checked = await cli(['check', '--site', site]);
    assert.match(checked.out, /^bundles: encrypted to 1 recipient$/m);
    assert.match(checked.out, /^bundles: pseudonymised under the key [0-9a-f]{12}$/m);
    const ran = await cli(['run', '--site', site, '--as-of', AS_OF, '--only', 'ssd_person']);
    assert.match(ran.out, /^Pseudonymised under the key [0-9a-f]{12}; findings are about/m);
    assert.match(ran.out, /^Encrypted to 1 recipient\.$/m);
    assert.match(ran.out, /^Next: {3}ssd-extract decrypt .* --identity FILE/m);
    const [made = ''] = fs.readdirSync(path.join(dir, 'both')).filter((name) => /^ssd_/.test(name));
    const { signal } = new AbortController();
    const { dir: decrypted, manifest } = await decryptBundle({
      bundle: path.join(dir, 'both', made),
      identity: path.join(dir, 'identity.txt'),
      signal,
    });
    assert.ok(manifest.pseudonymised);
    for (const { pers_person_id: id } of await readObject(decrypted, 'ssd_person')) {
      assert.match(id ?? '', /^p\w{25}$/);
    }
  });

  const specWith = (change: (text: string) => string, files = {}): string => {
    const dir = path.join(tempDir(), 'spec');
    fs.cpSync(path.join(DATA_DIR, 'objects'), path.join(dir, 'objects'), { recursive: true });
    fs.cpSync(path.join(DATA_DIR, 'categories'), path.join(dir, 'categories'), { recursive: true });
    const person = path.join(dir, 'objects', 'ssd_person.yml');
    fs.writeFileSync(person, change(fs.readFileSync(person, 'utf8')));
    return writeTree(dir, files);
  };
  const open = (spec_: string): ReturnType<typeof openProtection> => {
    const dir = withSecrets(tempDir(), { 'key.txt': KEY });
    const more = 'pseudonymise: {key: {file: ./key.txt}}\n';
    return openProtection(loadSite(siteWith({ dir, spec: spec_, more })), loadSpec(spec_));
  };
  it('is told of a field of its spec that nobody has thought of, with its place', () => {
    const nickname = '  - name: pers_nickname\n    type: string\n    description: Nickname.\n';
    const own = specWith((text) => `${text.trimEnd()}\n${nickname}`);
    assert.throws(
      () => open(own),
      (error) =>
        error instanceof SsdError &&
        error.exitCode === 2 &&
        /ssd_person\.yml:178:11: error: ssd_person\.pers_nickname has no treatment/.test(
          error.problems.map(showProblem).join('\n'),
        ),
    );
  });
  it('may have a table of its own beside its spec', () => {
    const ours = fs.readFileSync(path.join(DATA_DIR, 'pseudonyms.yml'), 'utf8');
    const own = specWith((text) => text, {
      'pseudonyms.yml': ours.replace('pers_sex: keep', 'pers_sex: drop'),
    });
    const record = open(own)?.record;
    assert.equal(record?.fields['ssd_person']?.['pers_sex'], 'drop');
    assert.notEqual(record?.table, open(DATA_DIR)?.record.table);
  });
});
