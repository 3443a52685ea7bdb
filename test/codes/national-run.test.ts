// Longer than most: one database of each CMS is read both ways, and everything that a run with
// national codes leaves is held against it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { fold } from '../../src/codes/code-set.ts';
import { loadCodeSets } from '../../src/codes/load-code-sets.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { type CsvRow, type Extracted, extract, readObject } from '../support/extract.ts';
import { golden, noGolden } from '../support/golden.ts';
import { cliHere } from '../support/cli-here.ts';
import { cli } from '../support/process.ts';
import { siteWith } from '../support/site.ts';
import { tempDir } from '../support/files.ts';

const sets = loadCodeSets(DATA_DIR);
/** By object, its coded fields and their sets. */
const coded = Map.groupBy(
  [...sets.values()].flatMap((set) =>
    set.fields.map((place) => {
      const [object = '', field = ''] = place.split('.');
      return { object, field, set };
    }),
  ),
  ({ object }) => object,
);
const LISTED = 'codes: {use: national, list_unmapped: true}\n';

/** A list holds a code an entry. */
function codesIn(cell: string, list: boolean): readonly string[] {
  if (cell === '') return [];
  return list ? (JSON.parse(cell) as readonly string[]) : [cell];
}

/** Every coded cell is a code of its set, or listed with its count. */
async function assertCodesOrFindings({ bundle, manifest }: Extracted): Promise<number> {
  const listed = new Map(
    (await readObject(bundle, 'codes_unmapped')).map((row) => [
      `${row['object']}.${row['field']}.${fold(row['text'] ?? '')}`,
      Number(row['cells']),
    ]),
  );
  const found = new Map<string, number>();
  const byField = new Map<string, number>();
  let codes = 0;
  for (const [object, fields] of coded) {
    for (const row of await readObject(bundle, object)) {
      for (const { field, set } of fields) {
        for (const code of codesIn(row[field] ?? '', set.list)) {
          if (set.codes.has(code)) {
            codes++;
          } else {
            const key = `${object}.${field}.${fold(code)}`;
            found.set(key, (found.get(key) ?? 0) + 1);
            byField.set(field, (byField.get(field) ?? 0) + 1);
          }
        }
      }
    }
  }
  assert.deepEqual(listed, found);
  assert.deepEqual(
    new Map(
      manifest.findings
        .filter(({ rule }) => rule === 'unmapped-code')
        .map(({ field, count }) => [field, count]),
    ),
    byField,
  );
  return codes;
}

/** Of each coded field, what a cell held and what it is now, with how often; other cells stay. */
async function changes(held: Extracted, national: Extracted): Promise<string[]> {
  const lines: string[] = [];
  for (const { object } of held.manifest.files) {
    const [before, after] = [
      await readObject(held.bundle, object),
      await readObject(national.bundle, object),
    ];
    assert.equal(after.length, before.length, object);
    const fields = coded.get(object)?.map(({ field }) => field) ?? [];
    const counts = new Map<string, number>();
    for (const [index, row] of after.entries()) {
      const old = before[index] ?? {};
      for (const name of Object.keys(row)) {
        if (!fields.includes(name)) {
          assert.equal(row[name], old[name], `${object}.${name}`);
        } else if (row[name] !== old[name]) {
          const change = `${name}: ${heldText(old, name)} → ${row[name] ?? ''}`;
          counts.set(change, (counts.get(change) ?? 0) + 1);
        }
      }
    }
    lines.push(...[...counts].map(([change, count]) => `${change} (${count})`).sort());
  }
  return lines;
}

/** Look-up ids are many and say nothing: one line for all of them. */
function heldText(row: CsvRow, name: string): string {
  const cell = row[name] ?? '';
  return /^\d{1,2}$/.test(cell) && name.endsWith('source_code') ? 'an id' : cell;
}

for (const cms of ['liquid_logic', 'mosaic'] as const) {
  describe(`national codes on the golden database of ${cms}`, { skip: noGolden }, () => {
    let held: Extracted;
    let national: Extracted;
    before(async () => {
      const data = golden(cms);
      held = await extract({ ...data, more: data.parameters });
      const again = { asOf: data.asOf, cms, database: held.database };
      national = await extract({ ...again, more: data.parameters + LISTED });
    });

    it('make every coded cell a code of its set, or a finding', async () => {
      assert.ok((await assertCodesOrFindings(national)) > 500);
    });

    it('change coded fields alone, as was reviewed', async (t) => {
      t.assert.snapshot(await changes(held, national));
    });

    it('stand in the manifest, and nothing does where cells are as held', () => {
      assert.deepEqual(national.manifest.codes, { use: 'national', crosswalk: {} });
      assert.equal('codes' in held.manifest, false);
      assert.ok(!fs.existsSync(path.join(held.bundle, 'codes_unmapped.csv')));
    });
  });

  describe(`national codes on a synthetic database of ${cms}`, () => {
    it('make every coded cell a code of its set, or a finding', async () => {
      const made = await extract({ asOf: '2026-04-01', cms, children: 60, seed: 3, more: LISTED });
      assert.ok((await assertCodesOrFindings(made)) > 50);
    });
  });
}

describe('what no crosswalk knows', () => {
  const asOf = '2026-04-01';
  const only = ['ssd_person', 'ssd_involvements'];
  const unmappedIn = async (bundle: string): Promise<CsvRow[]> =>
    (await readObject(bundle, 'findings')).filter(({ rule }) => rule === 'unmapped-code');
  let masked: Extracted;
  before(async () => {
    const made = { asOf, children: 60, seed: 3 };
    masked = await extract({ ...made, only, more: 'codes: national\n' });
  });

  /** A run of its own process, with further settings of `output`. */
  async function runWith(output: object): Promise<string> {
    const site = siteWith({
      database: masked.database,
      output: { dir: './out', ...output },
      more: 'codes: national\n',
    });
    const args = ['run', '--site', site, '--as-of', asOf, '--only', only.join(), '--json'];
    const { code, out, err } = await cliHere(args);
    assert.equal(code, 0, err);
    return (JSON.parse(out.trim().split('\n').at(-1) ?? '') as { bundle: string }).bundle;
  }

  it('is one finding a text, which it does not repeat', async () => {
    const findings = await unmappedIn(masked.bundle);
    assert.ok(findings.length > 0);
    for (const { message = '', key, value } of findings) {
      assert.match(message, /^\d+ cell\(s\) hold one text that the crosswalk of \w+ does not know/);
      assert.deepEqual([key, value], ['', undefined]);
    }
    assert.ok(!fs.existsSync(path.join(masked.bundle, 'codes_unmapped.csv')));
  });

  it('is listed, once for each text, where the site shows values', async () => {
    const bundle = await runWith({ show_values: true });
    const rows = await readObject(bundle, 'codes_unmapped');
    const texts = rows.map((row) => `${row['field']} ${fold(row['text'] ?? '')}`);
    assert.ok(texts.length > 0);
    assert.equal(new Set(texts).size, texts.length);
    const values = (await unmappedIn(bundle)).map(
      (row) => `${row['field']} ${fold(row['value'] ?? '')}`,
    );
    assert.deepEqual(values.sort(), texts.sort());
    assert.equal((await cliHere(['verify', bundle])).code, 0);
  });

  it('is encrypted with the rest of the bundle', async () => {
    const recipient = await identityToRecipient(await generateX25519Identity());
    const bundle = await runWith({ show_values: true, encrypt_to: [recipient] });
    const names = fs.readdirSync(bundle).filter((name) => name.startsWith('codes_unmapped'));
    assert.deepEqual(names, ['codes_unmapped.csv.age']);
    assert.equal((await cliHere(['verify', bundle])).code, 0);
  });

  it('is found by codes suggest, and mapped once it is filled in', async () => {
    const dir = tempDir();
    const site = siteWith({ dir, database: masked.database });
    const out = path.join(dir, 'crosswalk.yml');
    const args = ['codes', 'suggest', '--site', site, '--as-of', asOf, '--out', out];
    const first = await cli(args);
    assert.equal(first.code, 0, first.err);
    assert.match(first.err, /^\d+ texts without a code, \d+ proposals? in .*crosswalk\.yml/m);
    const text = fs.readFileSync(out, 'utf8');
    if (process.platform !== 'win32') assert.equal(fs.statSync(out).mode & 0o777, 0o600);
    assert.match(text, /^ {4}"[^"]+": \w+\? {2}# \d+ cell\(s\); /m);
    assert.equal((await cliHere(args)).code, 2, 'a file that is there is not written over');

    const again = { asOf, database: masked.database, only };
    const proposed = await extract({ ...again, more: text });
    const confirmed = text.replaceAll(/\?(?= {2}#)/g, '');
    const filled = await extract({ ...again, more: confirmed });
    const unmapped = ({ manifest }: Extracted): number =>
      manifest.findings
        .filter(({ rule }) => rule === 'unmapped-code')
        .reduce((sum, { count }) => sum + count, 0);
    assert.equal(unmapped(proposed), unmapped(masked));
    assert.ok(unmapped(filled) < unmapped(masked));
  });
});
